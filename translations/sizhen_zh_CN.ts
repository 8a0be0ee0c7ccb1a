<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AccessText</name>
    <message>
        <source>Log-in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Log-out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Screen locked</source>
        <translation>屏幕已锁定</translation>
    </message>
    <message>
        <source>Screen unlocked, or password given again</source>
        <translation>解锁屏幕或再次输入密码</translation>
    </message>
    <message>
        <source>Case opened</source>
        <translation>打开病例</translation>
    </message>
    <message>
        <source>Paper printed or shown</source>
        <translation>打印或查看文书</translation>
    </message>
    <message>
        <source>Case opened by exception</source>
        <translation>应急打开病例</translation>
    </message>
    <message>
        <source>Archive exported</source>
        <translation>导出档案</translation>
    </message>
    <message>
        <source>Access log read</source>
        <translation>查阅访问日志</translation>
    </message>
    <message>
        <source>Access log exported</source>
        <translation>导出访问日志</translation>
    </message>
    <message>
        <source>Access log reviewed</source>
        <translation>审阅访问日志</translation>
    </message>
    <message>
        <source>Person enrolled</source>
        <translation>登记人员</translation>
    </message>
    <message>
        <source>Roles certified</source>
        <translation>核发角色</translation>
    </message>
    <message>
        <source>Password changed</source>
        <translation>更改密码</translation>
    </message>
    <message>
        <source>New password demanded</source>
        <translation>要求更改密码</translation>
    </message>
    <message>
        <source>Authenticator enrolled</source>
        <translation>登记验证器</translation>
    </message>
    <message>
        <source>Authenticator taken away</source>
        <translation>取消验证器</translation>
    </message>
    <message>
        <source>Lock-out lifted</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>Account deactivated</source>
        <translation>停用账号</translation>
    </message>
    <message>
        <source>Keys renewed after a forgotten password</source>
        <translation>遗忘密码后更换密钥</translation>
    </message>
    <message>
        <source>Rules of log-in changed</source>
        <translation>更改登录规则</translation>
    </message>
    <message>
        <source>Backup made</source>
        <translation>完成备份</translation>
    </message>
    <message>
        <source>Vault restored from a backup</source>
        <translation>由备份恢复数据库</translation>
    </message>
    <message>
        <source>Exception reviewed</source>
        <translation>应急打开已审阅</translation>
    </message>
    <message>
        <source>Person&apos;s keys revoked</source>
        <translation>人员密钥已吊销</translation>
    </message>
    <message>
        <source>Partner&apos;s fingerprint confirmed</source>
        <translation>已确认合作方指纹</translation>
    </message>
    <message>
        <source>Station admitted</source>
        <translation>工作站已准入</translation>
    </message>
    <message>
        <source>Station reported lost</source>
        <translation>工作站已报失</translation>
    </message>
    <message>
        <source>Shares of the root key made</source>
        <translation>已制作根密钥份额</translation>
    </message>
    <message>
        <source>Root key taken off this machine</source>
        <translation>根密钥已移出本机</translation>
    </message>
    <message>
        <source>Root key presented by two officers</source>
        <translation>两位保管人已出示根密钥</translation>
    </message>
    <message>
        <source>Way into the vault added</source>
        <translation>已增加保险库开启方式</translation>
    </message>
    <message>
        <source>the whole record</source>
        <translation>全部病历</translation>
    </message>
    <message>
        <source>the administrative part</source>
        <translation>行政部分</translation>
    </message>
    <message>
        <source>not assigned to the case</source>
        <translation>未分派到该病例</translation>
    </message>
    <message>
        <source>by exception</source>
        <translation>应急打开</translation>
    </message>
    <message>
        <source>wrong password</source>
        <translation>密码错误</translation>
    </message>
    <message>
        <source>code missing</source>
        <translation>缺少验证码</translation>
    </message>
    <message>
        <source>wrong code</source>
        <translation>验证码错误</translation>
    </message>
    <message>
        <source>account deactivated</source>
        <translation>账号已停用</translation>
    </message>
    <message>
        <source>certificate not valid</source>
        <translation>证书无效</translation>
    </message>
    <message>
        <source>locked out</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>too soon after a wrong try</source>
        <translation>输错后间隔太短</translation>
    </message>
    <message>
        <source>consultation report</source>
        <translation>会诊报告</translation>
    </message>
    <message>
        <source>final plan</source>
        <translation>最终诊疗方案</translation>
    </message>
    <message>
        <source>the program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>恢复演练</translation>
    </message>
    <message>
        <source>Old copy of the vault noticed</source>
        <translation>发现保险库旧副本</translation>
    </message>
    <message>
        <source>Passphrase of the station changed</source>
        <translation>工作站口令已更改</translation>
    </message>
    <message>
        <source>Vault opened with the recovery code; new passphrase set</source>
        <translation>以恢复码打开保险库并设置新口令</translation>
    </message>
    <message>
        <source>Way into the vault closed</source>
        <translation>停用一种打开保险库的方式</translation>
    </message>
    <message>
        <source>Pulse recording exported</source>
        <translation>导出脉图记录</translation>
    </message>
    <message>
        <source>Joined a call</source>
        <translation>加入通话</translation>
    </message>
    <message>
        <source>Left a call</source>
        <translation>离开通话</translation>
    </message>
    <message>
        <source>Session recording exported</source>
        <translation>导出会诊录像</translation>
    </message>
    <message>
        <source>Session recording played</source>
        <translation>播放会诊录像</translation>
    </message>
</context>
<context>
    <name>ActText</name>
    <message>
        <source>Patient registered</source>
        <translation>患者已登记</translation>
    </message>
    <message>
        <source>Identity document seen</source>
        <translation>已查看身份证件</translation>
    </message>
    <message>
        <source>Case opened for this patient</source>
        <translation>已为该患者建立病例</translation>
    </message>
    <message>
        <source>Agreement written</source>
        <translation>协议已起草</translation>
    </message>
    <message>
        <source>Agreement submitted for review</source>
        <translation>协议已提交审阅</translation>
    </message>
    <message>
        <source>Text of the agreement approved</source>
        <translation>协议文本已同意</translation>
    </message>
    <message>
        <source>Agreement signed</source>
        <translation>协议已签署</translation>
    </message>
    <message>
        <source>Agreement sent back with a comment</source>
        <translation>协议附意见退回</translation>
    </message>
    <message>
        <source>Signature of the agreement refused</source>
        <translation>拒绝签署协议</translation>
    </message>
    <message>
        <source>Agreement terminated</source>
        <translation>协议已终止</translation>
    </message>
    <message>
        <source>Agreement abandoned</source>
        <translation>协议已放弃</translation>
    </message>
    <message>
        <source>Invitation written</source>
        <translation>邀请已填写</translation>
    </message>
    <message>
        <source>Record abstract approved</source>
        <translation>病历摘要已确认</translation>
    </message>
    <message>
        <source>Invitation sent</source>
        <translation>邀请已发出</translation>
    </message>
    <message>
        <source>Review of the invitation begun</source>
        <translation>已开始审议邀请</translation>
    </message>
    <message>
        <source>Question about the invitation answered</source>
        <translation>已答复关于邀请的询问</translation>
    </message>
    <message>
        <source>More information asked for</source>
        <translation>请求补充资料</translation>
    </message>
    <message>
        <source>Invitation withdrawn</source>
        <translation>邀请已撤回</translation>
    </message>
    <message>
        <source>Invitation accepted</source>
        <translation>邀请已接受</translation>
    </message>
    <message>
        <source>Invitation declined</source>
        <translation>邀请未接受</translation>
    </message>
    <message>
        <source>Case opened</source>
        <translation>病例已建立</translation>
    </message>
    <message>
        <source>Service and fees explained to the patient</source>
        <translation>已向患者说明服务与费用</translation>
    </message>
    <message>
        <source>Consent signed by the patient</source>
        <translation>患者已签署知情同意书</translation>
    </message>
    <message>
        <source>Consent signed by a guardian or close relative</source>
        <translation>监护人或近亲属已签署知情同意书</translation>
    </message>
    <message>
        <source>Consent refused</source>
        <translation>患者拒绝同意</translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation>患者撤回同意</translation>
    </message>
    <message>
        <source>Identity verified</source>
        <translation>身份已核实</translation>
    </message>
    <message>
        <source>Findings saved</source>
        <translation>四诊记录已保存</translation>
    </message>
    <message>
        <source>Image or document added</source>
        <translation>已添加图像或资料</translation>
    </message>
    <message>
        <source>Pulse recorded</source>
        <translation>脉图已记录</translation>
    </message>
    <message>
        <source>Case marked as prepared</source>
        <translation>病例资料已齐备</translation>
    </message>
    <message>
        <source>Case reopened</source>
        <translation>病例已重新打开</translation>
    </message>
    <message>
        <source>A new invitation is being prepared</source>
        <translation>正在准备新的邀请</translation>
    </message>
    <message>
        <source>A new time is being found</source>
        <translation>正在另约时间</translation>
    </message>
    <message>
        <source>Physician assigned</source>
        <translation>已指派医师</translation>
    </message>
    <message>
        <source>Time of the session confirmed</source>
        <translation>会诊时间已确认</translation>
    </message>
    <message>
        <source>Session put off</source>
        <translation>会诊已改期</translation>
    </message>
    <message>
        <source>Checked in</source>
        <translation>已签到</translation>
    </message>
    <message>
        <source>Identity confirmed again before the session</source>
        <translation>会诊前已再次核对身份</translation>
    </message>
    <message>
        <source>Session started</source>
        <translation>会诊开始</translation>
    </message>
    <message>
        <source>Session paused</source>
        <translation>会诊暂停</translation>
    </message>
    <message>
        <source>Session resumed</source>
        <translation>会诊继续</translation>
    </message>
    <message>
        <source>Session broken off</source>
        <translation>会诊中断</translation>
    </message>
    <message>
        <source>Session ended</source>
        <translation>会诊结束</translation>
    </message>
    <message>
        <source>Session record confirmed</source>
        <translation>会诊记录已确认</translation>
    </message>
    <message>
        <source>Case cancelled</source>
        <translation>病例已取消</translation>
    </message>
    <message>
        <source>Document found missing</source>
        <translation>发现缺少文件</translation>
    </message>
    <message>
        <source>More data asked for</source>
        <translation>请求补充资料</translation>
    </message>
    <message>
        <source>Data judged sufficient without the session</source>
        <translation>认为现有资料已足够</translation>
    </message>
    <message>
        <source>Note added</source>
        <translation>已添加记录</translation>
    </message>
    <message>
        <source>Translation kept</source>
        <translation>译文已保存</translation>
    </message>
    <message>
        <source>Fee note added</source>
        <translation>已添加费用说明</translation>
    </message>
    <message>
        <source>Opinion released</source>
        <translation>诊疗意见已告知</translation>
    </message>
    <message>
        <source>Report frozen for signing</source>
        <translation>报告已定稿送签</translation>
    </message>
    <message>
        <source>Report signed</source>
        <translation>报告已签署</translation>
    </message>
    <message>
        <source>Report released</source>
        <translation>报告已发出</translation>
    </message>
    <message>
        <source>Report received and verified</source>
        <translation>报告已收到并核验</translation>
    </message>
    <message>
        <source>Report taken back to draft</source>
        <translation>报告已退回修改</translation>
    </message>
    <message>
        <source>Decision drafted</source>
        <translation>诊疗方案已拟定</translation>
    </message>
    <message>
        <source>Final decision signed</source>
        <translation>最终诊疗方案已签署</translation>
    </message>
    <message>
        <source>Archiving begun</source>
        <translation>已开始归档</translation>
    </message>
    <message>
        <source>Archive confirmed</source>
        <translation>归档已确认</translation>
    </message>
    <message>
        <source>Case closed</source>
        <translation>病例已结案</translation>
    </message>
    <message>
        <source>Cancelled case archived</source>
        <translation>已取消的病例已归档</translation>
    </message>
    <message>
        <source>An act of a newer version (%1)</source>
        <translation>较新版本的操作（%1）</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>未做：%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>act and what it is about</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>code and words</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n minutes</source>
        <translation>
            <numerusform>%1，%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Data released</source>
        <translation>资料已发出</translation>
    </message>
    <message>
        <source>Answered what is done with data received</source>
        <translation>已答复如何处理所收资料</translation>
    </message>
    <message>
        <source>Legal hold placed</source>
        <translation>已设置法律保全</translation>
    </message>
    <message>
        <source>Legal hold lifted</source>
        <translation>已解除法律保全</translation>
    </message>
    <message>
        <source>Class of record stated</source>
        <translation>已标明病历类别</translation>
    </message>
    <message>
        <source>Supplement added</source>
        <translation>已追加补充记录</translation>
    </message>
    <message>
        <source>Record sealed</source>
        <translation>病历已封存</translation>
    </message>
    <message>
        <source>Agreed to unseal</source>
        <translation>同意启封</translation>
    </message>
    <message>
        <source>Place of a paper original registered</source>
        <translation>已登记纸质原件存放处</translation>
    </message>
    <message>
        <source>Paper original lent</source>
        <translation>纸质原件已借出</translation>
    </message>
    <message>
        <source>Paper original returned</source>
        <translation>纸质原件已归还</translation>
    </message>
    <message>
        <source>Destruction approved</source>
        <translation>已批准销毁</translation>
    </message>
    <message>
        <source>Told that consent was withdrawn</source>
        <translation>已通知同意被撤回</translation>
    </message>
    <message>
        <source>Record destroyed</source>
        <translation>病历已销毁</translation>
    </message>
    <message>
        <source>Copy of a record destroyed</source>
        <translation>病历副本已销毁</translation>
    </message>
    <message>
        <source>Instrument disinfected</source>
        <translation>器械已消毒</translation>
    </message>
    <message>
        <source>Pulse recording marked</source>
        <translation>脉图已标注</translation>
    </message>
    <message>
        <source>Asked for the pulse</source>
        <translation>请求取脉</translation>
    </message>
    <message>
        <source>Answered the request for the pulse</source>
        <translation>已答复取脉请求</translation>
    </message>
    <message>
        <source>With the patient</source>
        <translation>陪同患者</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>紧急情况</translation>
    </message>
    <message>
        <source>Outcome of the emergency written</source>
        <translation>已记录急救经过与结果</translation>
    </message>
    <message>
        <source>Stopped: the patient must be seen in person</source>
        <translation>停止远程会诊：须当面诊查</translation>
    </message>
    <message>
        <source>Picture and sound measured</source>
        <translation>音视频质量</translation>
    </message>
    <message>
        <source>Went on by other means</source>
        <translation>改用备用方式</translation>
    </message>
    <message>
        <source>Asked for a still</source>
        <translation>请求拍照</translation>
    </message>
    <message>
        <source>Picture marked</source>
        <translation>图像已标注</translation>
    </message>
    <message>
        <source>The patient asked</source>
        <translation>患者提问</translation>
    </message>
    <message>
        <source>People in the room stated</source>
        <translation>已申报在场人员</translation>
    </message>
    <message>
        <source>Back with the patient</source>
        <translation>回到患者身边</translation>
    </message>
    <message>
        <source>Left the patient</source>
        <translation>离开患者</translation>
    </message>
    <message>
        <source>Said in writing</source>
        <translation>文字交流</translation>
    </message>
    <message>
        <source>Recording agreed to</source>
        <translation>同意录像</translation>
    </message>
    <message>
        <source>Recording begun</source>
        <translation>开始录像</translation>
    </message>
    <message>
        <source>Recording ended</source>
        <translation>录像结束</translation>
    </message>
    <message>
        <source>The patient&apos;s screen switched</source>
        <translation>切换患者屏幕</translation>
    </message>
    <message>
        <source>The patient agreed to a forwarding server</source>
        <translation>患者同意经转发服务器</translation>
    </message>
    <message>
        <source>The patient does not agree to a forwarding server</source>
        <translation>患者不同意经转发服务器</translation>
    </message>
    <message>
        <source>Pulse recording taken in from a file: %1</source>
        <translation>由文件导入脉图：%1</translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message>
        <source>Draft</source>
        <translation>起草</translation>
    </message>
    <message>
        <source>Invited</source>
        <translation>已邀请</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>正在进行</translation>
    </message>
    <message>
        <source>Report due</source>
        <translation>待报告</translation>
    </message>
    <message>
        <source>To decide, sign</source>
        <translation>待决定、签署</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>您：%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>who and what they have to do</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n not yet confirmed by %1</source>
        <translation>
            <numerusform>%1尚有 %n 项未确认</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CallText</name>
    <message>
        <source>No call</source>
        <translation>无通话</translation>
    </message>
    <message>
        <source>It rings there</source>
        <translation>对方正在响铃</translation>
    </message>
    <message>
        <source>Calling</source>
        <translation>正在呼叫</translation>
    </message>
    <message>
        <source>The partner is calling</source>
        <translation>对方来电</translation>
    </message>
    <message>
        <source>Connecting picture and sound</source>
        <translation>正在接通画面和声音</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已接通</translation>
    </message>
    <message>
        <source>The partner&apos;s program does not answer; trying again</source>
        <translation>对方程序无响应，正在重试</translation>
    </message>
    <message>
        <source>Picture and sound are interrupted; reconnecting</source>
        <translation>画面和声音中断，正在重新连接</translation>
    </message>
    <message>
        <source>Encrypted from end to end. Only %1 here and %2 there hold the keys, both verified.</source>
        <translation>端到端加密。密钥仅由本方“%1”与对方“%2”持有，双方均已验证。</translation>
    </message>
    <message>
        <source>Your picture is sent smaller, with %1 lines: the line carries %2 kbit/s</source>
        <translation>本方画面已缩小为 %1 线发送：线路可承载 %2 kbit/s</translation>
    </message>
    <message>
        <source>Your picture is sent less sharp: the line carries %1 kbit/s</source>
        <translation>本方画面清晰度已降低：线路可承载 %1 kbit/s</translation>
    </message>
    <message>
        <source>Your picture is sent with %1 lines: the line loses too much</source>
        <translation>本方画面以 %1 线发送：线路丢包过多</translation>
    </message>
    <message>
        <source>Little of your picture is sent: the partner does not confirm what arrives</source>
        <translation>本方画面已大幅减少发送：对方未确认收到的内容</translation>
    </message>
    <message>
        <source>Your picture is sent with %1 lines, %2 kbit/s</source>
        <translation>本方画面以 %1 线发送，%2 kbit/s</translation>
    </message>
    <message>
        <source>Encrypted from end to end. Only %1 here and the stations %2 hold the keys, all verified.</source>
        <translation>端到端加密。仅本端“%1”与“%2”各端持有密钥，均已验证。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>person and station</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 × %2, lost %3 %, frozen %4 s in all</source>
        <translation>%1 × %2，丢失%3%，共卡顿%4秒</translation>
    </message>
    <message>
        <source>%1; arrival varies by %2 ms</source>
        <translation>%1；到达时间波动%2毫秒</translation>
    </message>
    <message>
        <source>%1 pictures a second, %2 kbit/s received, round trip %3 ms, arrival varies by %4 ms, lost %5 %, frozen %6 s</source>
        <translation>每秒%1帧，接收%2 kbit/s，往返%3毫秒，到达时间波动%4毫秒，丢失%5%，卡顿%6秒</translation>
    </message>
    <message>
        <source>Picture and sound pass through the server of %1, one of the two institutions, which could see them; nobody else holds a key.</source>
        <translation>音视频经 %1（双方机构之一）的服务器转发，该机构能够看到；此外无人持有密钥。</translation>
    </message>
    <message>
        <source>When more than three ends take part, picture and sound are forwarded by a server that %1 runs itself. They are encrypted on every line; on this server they are open for a moment, so %1 could see and hear them. Nothing is kept there, and no third party takes part. Pulse, findings and documents do not pass through it. Without the patient&apos;s agreement at most three ends speak at a time, and no server is used.</source>
        <translation>参加会诊超过三方时，图像和声音由%1自设的服务器转发。每段线路上均加密；在该服务器上会短暂解开，因此%1可能看到和听到。服务器不留存任何内容，也没有第三方参与。脉象、检查所见和文书不经过该服务器。患者不同意时，同时通话最多三方，不使用服务器。</translation>
    </message>
</context>
<context>
    <name>CarrierText</name>
    <message>
        <source>Connected directly. Not confirmed yet: %1</source>
        <translation>直接相连。尚未确认：%1 项</translation>
    </message>
    <message>
        <source>Connected directly. Everything is confirmed.</source>
        <translation>直接相连。全部内容均已确认。</translation>
    </message>
    <message>
        <source>Through the hub. Not confirmed yet: %1, since %2</source>
        <translation>经中转站相通。自 %2 起尚未确认：%1 项</translation>
    </message>
    <message>
        <source>Through the hub. Everything is confirmed.</source>
        <translation>经中转站相通。全部内容均已确认。</translation>
    </message>
    <message>
        <source>No line. Waiting here: %1, since %2</source>
        <translation>线路不通。自 %2 起有 %1 项保存在本站待发</translation>
    </message>
    <message>
        <source>No line. Nothing is waiting.</source>
        <translation>线路不通。没有待发内容。</translation>
    </message>
    <message>
        <source>Everything lies on the stick already. It can be pulled out.</source>
        <translation>全部内容已在 U 盘上，可以拔出。</translation>
    </message>
    <message>
        <source>The partner has confirmed everything. Nothing was written.</source>
        <translation>合作方已确认全部内容，无需写入。</translation>
    </message>
    <message>
        <source>Written: %1 envelopes, %2. The stick can be pulled out.</source>
        <translation>已写入 %1 个信封，共 %2。可以拔出 U 盘。</translation>
    </message>
    <message>
        <source>Taken in: %1. Refused: %2. %3</source>
        <translation>已收下 %1 个，拒收 %2 个。%3</translation>
    </message>
    <message>
        <source>There is nothing for this institution on it.</source>
        <translation>其中没有寄给本机构的内容。</translation>
    </message>
    <message>
        <source>Taken in: %1. The receipts lie on the stick; take it back to the partner.</source>
        <translation>已收下 %1 个。回执已写在 U 盘上，请带回合作方。</translation>
    </message>
    <message>
        <source>No hub is set. Records go directly or by stick.</source>
        <translation>未设置中转站。记录通过直接连接或 U 盘传送。</translation>
    </message>
    <message>
        <source>Not connected. It is dialled again by itself.</source>
        <translation>未连接，将自动重新连接。</translation>
    </message>
    <message>
        <source>Connected since %1.</source>
        <translation>自 %1 起已连接。</translation>
    </message>
    <message>
        <source>Connected since %1. Its disk stands in: %2</source>
        <translation>自 %1 起已连接。其存储所在地：%2</translation>
    </message>
</context>
<context>
    <name>CaseTextHeadings</name>
    <message>
        <source>Complaint</source>
        <translation>主诉</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Record abstract</source>
        <translation>病历摘要</translation>
    </message>
    <message>
        <source>Specialty wanted</source>
        <translation>所需专业</translation>
    </message>
    <message>
        <source>Qualification wanted</source>
        <translation>所需资质</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>Disease</source>
        <translation>病名</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>证候</translation>
    </message>
    <message>
        <source>Principle of treatment</source>
        <translation>治则治法</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Herbs</source>
        <translation>中药</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>穴位</translation>
    </message>
    <message>
        <source>Cautions</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>Limits of the remote examination</source>
        <translation>远程诊察的局限</translation>
    </message>
    <message>
        <source>Differences between the sides</source>
        <translation>双方结果的差异</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Asked of the hand at the pulse</source>
        <translation>请求取脉者</translation>
    </message>
    <message>
        <source>The patient&apos;s question</source>
        <translation>患者的问题</translation>
    </message>
    <message>
        <source>Answer to the patient</source>
        <translation>对患者的答复</translation>
    </message>
</context>
<context>
    <name>CheckText</name>
    <message>
        <source>Way to the partner</source>
        <translation>到合作方的线路</translation>
    </message>
    <message>
        <source>Bandwidth</source>
        <translation>带宽</translation>
    </message>
    <message>
        <source>Network providers</source>
        <translation>网络供应商</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>中继</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>%1 × %2, %3 pictures a second</source>
        <translation>%1 × %2，每秒%3帧</translation>
    </message>
    <message>
        <source>The microphone heard the test sound after %1 ms; the echo is taken out.</source>
        <translation>麦克风在%1毫秒后听到测试音；回声会被消除。</translation>
    </message>
    <message>
        <source>Ready for the consultation.</source>
        <translation>可以开始会诊。</translation>
    </message>
    <message>
        <source>Ready, but take note: %1</source>
        <translation>可以开始，但请注意：%1</translation>
    </message>
    <message>
        <source>Not ready: %1</source>
        <translation>尚未就绪：%1</translation>
    </message>
    <message>
        <source>Camera and sound are tried; a test sound is played.</source>
        <translation>正在试用摄像头和声音；会播放测试音。</translation>
    </message>
    <message>
        <source>The way to the partner is measured.</source>
        <translation>正在测量到合作方的线路。</translation>
    </message>
    <message>
        <source>Every way out of this room is tried.</source>
        <translation>正在试通本室的每条线路。</translation>
    </message>
</context>
<context>
    <name>CodeText</name>
    <message>
        <source>%1 (inviting side)</source>
        <translation>%1（邀请方）</translation>
    </message>
    <message>
        <source>%1 (invited side)</source>
        <translation>%1（受邀方）</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>Other or not stated</source>
        <translation>其他或未说明</translation>
    </message>
    <message>
        <source>physician</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>medical administrator</source>
        <translation>医务管理人员</translation>
    </message>
    <message>
        <source>liaison officer</source>
        <translation>联络人员</translation>
    </message>
    <message>
        <source>records officer</source>
        <translation>病案人员</translation>
    </message>
    <message>
        <source>interpreter</source>
        <translation>翻译人员</translation>
    </message>
    <message>
        <source>IT staff</source>
        <translation>信息人员</translation>
    </message>
    <message>
        <source>quality manager</source>
        <translation>质控人员</translation>
    </message>
    <message>
        <source>finance officer</source>
        <translation>财务人员</translation>
    </message>
    <message>
        <source>pharmacist</source>
        <translation>药师</translation>
    </message>
    <message>
        <source>security administrator</source>
        <translation>安全管理员</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>审计员</translation>
    </message>
    <message>
        <source>patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>guardian</source>
        <translation>监护人</translation>
    </message>
    <message>
        <source>close relative</source>
        <translation>近亲属</translation>
    </message>
    <message>
        <source>witness</source>
        <translation>见证人</translation>
    </message>
    <message>
        <source>inviting side</source>
        <translation>邀请方</translation>
    </message>
    <message>
        <source>invited side</source>
        <translation>受邀方</translation>
    </message>
    <message>
        <source>looking</source>
        <translation>望诊</translation>
    </message>
    <message>
        <source>listening and smelling</source>
        <translation>闻诊</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>问诊</translation>
    </message>
    <message>
        <source>palpation</source>
        <translation>切诊</translation>
    </message>
    <message>
        <source>tongue</source>
        <translation>舌诊</translation>
    </message>
    <message>
        <source>pattern and opinion</source>
        <translation>辨证与意见</translation>
    </message>
    <message>
        <source>treatment</source>
        <translation>治疗</translation>
    </message>
    <message>
        <source>intake</source>
        <translation>接诊</translation>
    </message>
    <message>
        <source>follow-up</source>
        <translation>随访</translation>
    </message>
    <message>
        <source>left cun</source>
        <translation>左寸</translation>
    </message>
    <message>
        <source>left guan</source>
        <translation>左关</translation>
    </message>
    <message>
        <source>left chi</source>
        <translation>左尺</translation>
    </message>
    <message>
        <source>right cun</source>
        <translation>右寸</translation>
    </message>
    <message>
        <source>right guan</source>
        <translation>右关</translation>
    </message>
    <message>
        <source>right chi</source>
        <translation>右尺</translation>
    </message>
    <message>
        <source>tongue, upper side</source>
        <translation>舌面</translation>
    </message>
    <message>
        <source>tongue, under side</source>
        <translation>舌下</translation>
    </message>
    <message>
        <source>face</source>
        <translation>面部</translation>
    </message>
    <message>
        <source>document</source>
        <translation>资料</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>proposed times</source>
        <translation>拟定时间</translation>
    </message>
    <message>
        <source>record abstract</source>
        <translation>病历摘要</translation>
    </message>
    <message>
        <source>specialty wanted</source>
        <translation>所需专业</translation>
    </message>
    <message>
        <source>title wanted</source>
        <translation>所需职称</translation>
    </message>
    <message>
        <source>qualification wanted</source>
        <translation>所需资质</translation>
    </message>
    <message>
        <source>conditions</source>
        <translation>合作条件</translation>
    </message>
    <message>
        <source>content</source>
        <translation>合作内容</translation>
    </message>
    <message>
        <source>process</source>
        <translation>远程医疗流程</translation>
    </message>
    <message>
        <source>responsibilities, rights and obligations</source>
        <translation>各方责任、权利和义务</translation>
    </message>
    <message>
        <source>risk of medical damage</source>
        <translation>医疗损害风险</translation>
    </message>
    <message>
        <source>sharing of liability</source>
        <translation>责任分担</translation>
    </message>
    <message>
        <source>parties</source>
        <translation>双方机构</translation>
    </message>
    <message>
        <source>dates</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>participants</source>
        <translation>参加人员</translation>
    </message>
    <message>
        <source>data relied on</source>
        <translation>所依据的资料</translation>
    </message>
    <message>
        <source>findings of both sides</source>
        <translation>双方四诊结果</translation>
    </message>
    <message>
        <source>analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>disease</source>
        <translation>中医病名</translation>
    </message>
    <message>
        <source>pattern</source>
        <translation>证候</translation>
    </message>
    <message>
        <source>treatment principle</source>
        <translation>治则治法</translation>
    </message>
    <message>
        <source>advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>cautions</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>limits of the remote examination</source>
        <translation>远程诊察的局限</translation>
    </message>
    <message>
        <source>evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>differences between the findings</source>
        <translation>四诊结果的差异</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>诊疗方案</translation>
    </message>
    <message>
        <source>how far the opinion is followed</source>
        <translation>意见采纳情况</translation>
    </message>
    <message>
        <source>who was informed</source>
        <translation>告知对象</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>instrument</source>
        <translation>脉象仪</translation>
    </message>
    <message>
        <source>privacy of both rooms</source>
        <translation>双方诊室的私密性</translation>
    </message>
    <message>
        <source>second way to talk</source>
        <translation>备用通话方式</translation>
    </message>
    <message>
        <source>identity</source>
        <translation>身份</translation>
    </message>
    <message>
        <source>consent</source>
        <translation>知情同意</translation>
    </message>
    <message>
        <source>agreement</source>
        <translation>合作协议</translation>
    </message>
    <message>
        <source>invited physician</source>
        <translation>受邀医师</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>check-in</source>
        <translation>签到</translation>
    </message>
    <message>
        <source>accompanying physician</source>
        <translation>陪同医师</translation>
    </message>
    <message>
        <source>consultation</source>
        <translation>会诊</translation>
    </message>
    <message>
        <source>diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>guidance</source>
        <translation>指导</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>by records only</source>
        <translation>资料会诊</translation>
    </message>
    <message>
        <source>passport</source>
        <translation>护照</translation>
    </message>
    <message>
        <source>identity card</source>
        <translation>身份证</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>目视查看</translation>
    </message>
    <message>
        <source>read by a device</source>
        <translation>设备读取</translation>
    </message>
    <message>
        <source>checked in a register</source>
        <translation>登记系统核对</translation>
    </message>
    <message>
        <source>name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>date of birth</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>country</source>
        <translation>国家或地区</translation>
    </message>
    <message>
        <source>language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>number</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>case code</source>
        <translation>病例编号</translation>
    </message>
    <message>
        <source>resident physician</source>
        <translation>住院医师</translation>
    </message>
    <message>
        <source>attending physician</source>
        <translation>主治医师</translation>
    </message>
    <message>
        <source>associate chief physician</source>
        <translation>副主任医师</translation>
    </message>
    <message>
        <source>chief physician</source>
        <translation>主任医师</translation>
    </message>
    <message>
        <source>no capacity</source>
        <translation>无接诊能力</translation>
    </message>
    <message>
        <source>specialty not offered</source>
        <translation>无相应专业</translation>
    </message>
    <message>
        <source>not suitable for remote service</source>
        <translation>不宜远程诊疗</translation>
    </message>
    <message>
        <source>data insufficient</source>
        <translation>资料不足</translation>
    </message>
    <message>
        <source>legal reason</source>
        <translation>法律原因</translation>
    </message>
    <message>
        <source>conflict of interest</source>
        <translation>利益冲突</translation>
    </message>
    <message>
        <source>service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>fees</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>risks</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>alternatives</source>
        <translation>其他选择</translation>
    </message>
    <message>
        <source>use of data</source>
        <translation>资料使用</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>录音录像</translation>
    </message>
    <message>
        <source>liability</source>
        <translation>责任承担</translation>
    </message>
    <message>
        <source>followed in full</source>
        <translation>全部采纳</translation>
    </message>
    <message>
        <source>followed in part</source>
        <translation>部分采纳</translation>
    </message>
    <message>
        <source>not followed</source>
        <translation>未采纳</translation>
    </message>
    <message>
        <source>payment voucher</source>
        <translation>支付凭证</translation>
    </message>
    <message>
        <source>carried forward</source>
        <translation>结转</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>过敏史</translation>
    </message>
    <message>
        <source>current medicines</source>
        <translation>当前用药</translation>
    </message>
    <message>
        <source>pregnancy</source>
        <translation>妊娠情况</translation>
    </message>
    <message>
        <source>chief complaint</source>
        <translation>主诉</translation>
    </message>
    <message>
        <source>shared</source>
        <translation>共享</translation>
    </message>
    <message>
        <source>new key</source>
        <translation>新密钥</translation>
    </message>
    <message>
        <source>exported</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>carried</source>
        <translation>携出</translation>
    </message>
    <message>
        <source>whole archive</source>
        <translation>整份归档</translation>
    </message>
    <message>
        <source>whole case</source>
        <translation>整个病例</translation>
    </message>
    <message>
        <source>images and documents</source>
        <translation>图像与资料</translation>
    </message>
    <message>
        <source>notes</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>pulse recordings</source>
        <translation>脉图</translation>
    </message>
    <message>
        <source>kept in the archive, not used</source>
        <translation>仅存档，不再使用</translation>
    </message>
    <message>
        <source>kept, access restricted</source>
        <translation>保留并限制访问</translation>
    </message>
    <message>
        <source>destroyed</source>
        <translation>已销毁</translation>
    </message>
    <message>
        <source>outpatient record</source>
        <translation>门（急）诊病历</translation>
    </message>
    <message>
        <source>inpatient record</source>
        <translation>住院病历</translation>
    </message>
    <message>
        <source>floating</source>
        <translation>浮</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>中</translation>
    </message>
    <message>
        <source>deep</source>
        <translation>沉</translation>
    </message>
    <message>
        <source>best pressure</source>
        <translation>最佳取压</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>未接受</translation>
    </message>
    <message>
        <source>reached</source>
        <translation>已达到</translation>
    </message>
    <message>
        <source>network to the partner</source>
        <translation>与对方的网络</translation>
    </message>
    <message>
        <source>power, with a reserve</source>
        <translation>电源及备用电源</translation>
    </message>
    <message>
        <source>recording of the session</source>
        <translation>会诊录像</translation>
    </message>
</context>
<context>
    <name>DraftParts</name>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>TCM disease</source>
        <translation>中医病名</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>证候</translation>
    </message>
    <message>
        <source>Principle of treatment</source>
        <translation>治则治法</translation>
    </message>
    <message>
        <source>Herbs</source>
        <translation>中药</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>穴位</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>诊疗方案</translation>
    </message>
    <message>
        <source>Cautions</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>Limits of the remote examination</source>
        <translation>远程诊察的局限</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>How far the opinion is followed</source>
        <translation>意见采纳情况</translation>
    </message>
    <message>
        <source>Why not all of it</source>
        <translation>未完全采纳的理由</translation>
    </message>
    <message>
        <source>Who was told</source>
        <translation>已告知的对象</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>It is not there. It may have been moved, or it was never made here.</source>
        <translation>未找到。可能已被移动，或从未在此建立。</translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask a colleague whose role does.</source>
        <translation>您的岗位无权进行此操作，请联系有权限的同事。</translation>
    </message>
    <message>
        <source>A rule of the service does not allow this now.</source>
        <translation>按服务规则，目前不能进行此操作。</translation>
    </message>
    <message>
        <source>What was entered is incomplete or contradicts itself. Check it and try again.</source>
        <translation>填写的内容不完整或互相矛盾，请检查后重试。</translation>
    </message>
    <message>
        <source>The data is damaged or was changed. Nothing was taken from it; use an earlier copy or a backup.</source>
        <translation>数据已损坏或被改动，未采用其中任何内容。请使用较早的副本或备份。</translation>
    </message>
    <message>
        <source>The signature or key is not one that this station knows. Nothing was accepted.</source>
        <translation>签名或密钥不为本工作站所知，未接收任何内容。</translation>
    </message>
    <message>
        <source>This password does not open it. Check Caps Lock and the keyboard language, then try again.</source>
        <translation>密码不正确。请检查大写锁定与键盘语言后重试。</translation>
    </message>
    <message>
        <source>It is in use by another window or program. Close that one first.</source>
        <translation>正被其他窗口或程序使用，请先将其关闭。</translation>
    </message>
    <message>
        <source>No answer came in time. Try again.</source>
        <translation>未能及时得到答复，请重试。</translation>
    </message>
    <message>
        <source>It was written by a newer version. Update this program to use it.</source>
        <translation>由更新的版本写入，请更新本程序后使用。</translation>
    </message>
    <message>
        <source>The disk is full. Free some space; everything saved before is safe.</source>
        <translation>磁盘已满，请释放空间。此前保存的内容均完好。</translation>
    </message>
    <message>
        <source>Reading or writing failed. Check the disk or the cable and try again.</source>
        <translation>读写失败，请检查磁盘或连线后重试。</translation>
    </message>
    <message>
        <source>The fingerprint typed is not the one of these two institutions. Do not pair; call the partner.</source>
        <translation>所输入的指纹与双方机构不符。请勿配对，并致电合作机构。</translation>
    </message>
    <message>
        <source>The record chain is damaged in {n} places; restore from a backup and tell IT.</source>
        <translation>记录链有 {n} 处损坏；请从备份恢复并通知信息人员。</translation>
    </message>
    <message>
        <source>{text} fits more than one; write more of it.</source>
        <translation>“{text}”对应多项，请写得更完整。</translation>
    </message>
    <message>
        <source>This is not valid JSON (at byte {place}): {file}</source>
        <translation>JSON 格式有误（第 {place} 字节）：{file}</translation>
    </message>
    <message>
        <source>Say who acts with --as.</source>
        <translation>请用 --as 指定操作者。</translation>
    </message>
    <message>
        <source>Name the vault folder with --vault.</source>
        <translation>请用 --vault 指定数据保险库所在文件夹。</translation>
    </message>
    <message>
        <source>{text} is not known here.</source>
        <translation>此处没有“{text}”。</translation>
    </message>
    <message>
        <source>Others may read the file {file}. Take their right away first (chmod 600).</source>
        <translation>其他用户可读取文件 {file}，请先取消其读取权限（chmod 600）。</translation>
    </message>
    <message>
        <source>There is no such command: {name}. Run sizhenctl --help.</source>
        <translation>没有此命令：{name}。请运行 sizhenctl --help。</translation>
    </message>
    <message>
        <source>The command needs: {usage}</source>
        <translation>该命令的用法：{usage}</translation>
    </message>
    <message>
        <source>The document is not sound: it was changed after signing or its signer is not known here.</source>
        <translation>文件无效：签署后被更改，或签署者不为本机构所知。</translation>
    </message>
    <message>
        <source>The file {file} is not there.</source>
        <translation>文件不存在：{file}。</translation>
    </message>
    <message>
        <source>The file {file} cannot be read.</source>
        <translation>无法读取文件：{file}。</translation>
    </message>
    <message>
        <source>The file {file} could not be written; check the folder and the free space.</source>
        <translation>无法写入文件：{file}；请检查文件夹与剩余空间。</translation>
    </message>
    <message>
        <source>{en}</source>
        <translation>{zh}</translation>
    </message>
    <message>
        <source>No partner is connected.</source>
        <translation>没有合作机构在线。</translation>
    </message>
    <message>
        <source>No pulse instrument is connected. Check the cable or the --device option.</source>
        <translation>没有连接脉象仪。请检查连线或 --device 选项。</translation>
    </message>
    <message>
        <source>The instrument was unplugged. The recording is kept up to the last sample.</source>
        <translation>脉象仪已断开。已保留断开之前的全部记录。</translation>
    </message>
    <message>
        <source>Your role does not allow this. It is for: {who}.</source>
        <translation>您的岗位无权进行此操作。有权者：{who}。</translation>
    </message>
    <message>
        <source>The partner was not reached or did not finish in {seconds} s. Everything stays queued.</source>
        <translation>{seconds} 秒内未能与合作机构完成同步。所有内容仍在队列中。</translation>
    </message>
    <message>
        <source>This passphrase does not open the vault. Check Caps Lock and the keyboard language, then try again.</source>
        <translation>口令无法打开数据保险库。请检查大写锁定与键盘语言后重试。</translation>
    </message>
    <message>
        <source>Rectification is not completed.</source>
        <translation>整改未完成，不得恢复服务。</translation>
    </message>
    <message>
        <source>The partner has suspended its service.</source>
        <translation>合作方已暂停服务。</translation>
    </message>
    <message>
        <source>Report due {time}.</source>
        <translation>须于{time}前上报。</translation>
    </message>
    <message>
        <source>State the severity.</source>
        <translation>请填写严重程度。</translation>
    </message>
    <message>
        <source>Telemedicine is suspended since {time}: {reason}.</source>
        <translation>远程医疗服务自{time}起暂停：{reason}。</translation>
    </message>
    <message>
        <source>Decide what happens to {n} running cases.</source>
        <translation>请处理{n}个进行中的病例。</translation>
    </message>
    <message>
        <source>Agree on data location and cross-border transfer.</source>
        <translation>须约定数据存放地点与跨境传输安排。</translation>
    </message>
    <message>
        <source>Tele-diagnosis needs an agreed procedure.</source>
        <translation>开展远程诊断须在协议中明确具体流程。</translation>
    </message>
    <message>
        <source>Agree how disputes are settled.</source>
        <translation>须约定争议或纠纷的处理方式。</translation>
    </message>
    <message>
        <source>Fees, modes of payment and the remedy for payment problems must be agreed.</source>
        <translation>须约定费用明细、支付方式及支付问题的解决措施。</translation>
    </message>
    <message>
        <source>No agreement in force covers this case.</source>
        <translation>没有覆盖本例的生效协议。</translation>
    </message>
    <message>
        <source>Decide what happens to {n} open cases.</source>
        <translation>还有{n}个未结病例需要处理。</translation>
    </message>
    <message>
        <source>The partner&apos;s key is not verified.</source>
        <translation>合作方密钥未经核验。</translation>
    </message>
    <message>
        <source>Choose the prevailing language.</source>
        <translation>请选定以何种文本为准。</translation>
    </message>
    <message>
        <source>The agreement lacks: {sections}.</source>
        <translation>协议缺少以下内容：{sections}。</translation>
    </message>
    <message>
        <source>No information-security and privacy clause.</source>
        <translation>缺少信息安全与隐私保护条款。</translation>
    </message>
    <message>
        <source>State the rights, obligations and liability of the third party.</source>
        <translation>须明确第三方机构的权利、义务和法律责任。</translation>
    </message>
    <message>
        <source>Not yet signed by: {parties}.</source>
        <translation>尚未签署的一方：{parties}。</translation>
    </message>
    <message>
        <source>The inviter&apos;s application is not on file.</source>
        <translation>缺少邀请方提供的服务申请。</translation>
    </message>
    <message>
        <source>No good backup for {n} days.</source>
        <translation>已{n}天没有有效备份。</translation>
    </message>
    <message>
        <source>The archived record is closed; add a supplement.</source>
        <translation>病历已归档，只能补充记录。</translation>
    </message>
    <message>
        <source>Archived data is damaged: {docs}.</source>
        <translation>归档数据校验失败：{docs}。</translation>
    </message>
    <message>
        <source>A hold prevents destruction.</source>
        <translation>存在保全要求，不能销毁。</translation>
    </message>
    <message>
        <source>Missing for archiving: {docs}.</source>
        <translation>归档缺少：{docs}。</translation>
    </message>
    <message>
        <source>Records overdue: {docs}.</source>
        <translation>病历资料逾期未完成：{docs}。</translation>
    </message>
    <message>
        <source>State why you open this record.</source>
        <translation>请注明查阅目的。</translation>
    </message>
    <message>
        <source>The archive of {side} is not confirmed.</source>
        <translation>{side}尚未确认归档。</translation>
    </message>
    <message>
        <source>Retention runs until {date}.</source>
        <translation>保存期限至{date}，不能删除。</translation>
    </message>
    <message>
        <source>This record is sealed.</source>
        <translation>该病历已封存。</translation>
    </message>
    <message>
        <source>The two copies differ; a person must review.</source>
        <translation>双方数据不一致，需人工核对。</translation>
    </message>
    <message>
        <source>Base indicators cannot be edited; refine them instead.</source>
        <translation>基础指标不能修改，请使用细化功能。</translation>
    </message>
    <message>
        <source>This value is computed; add a comment instead.</source>
        <translation>该数值由系统计算，只能添加说明。</translation>
    </message>
    <message>
        <source>Scores differ by more than {n}.</source>
        <translation>两位评价者评分差异超过{n}分。</translation>
    </message>
    <message>
        <source>The service assessment is overdue.</source>
        <translation>服务评价逾期。</translation>
    </message>
    <message>
        <source>Attach evidence for this score.</source>
        <translation>请上传评分依据。</translation>
    </message>
    <message>
        <source>Low results without an improvement measure: {items}.</source>
        <translation>未制定整改措施：{items}。</translation>
    </message>
    <message>
        <source>Approve the assessment scheme before scoring.</source>
        <translation>须先确定评价方案再开展评价。</translation>
    </message>
    <message>
        <source>Only {n} cases in the period.</source>
        <translation>评价期内仅{n}例。</translation>
    </message>
    <message>
        <source>State which objective this indicator serves.</source>
        <translation>请说明该指标对应的评价目的与内容。</translation>
    </message>
    <message>
        <source>Weights must add up to 100 %.</source>
        <translation>权重之和须为100%。</translation>
    </message>
    <message>
        <source>Separate consent for sending data abroad is missing.</source>
        <translation>缺少向境外提供个人信息的单独同意。</translation>
    </message>
    <message>
        <source>Explain the service and its cost before asking for a signature.</source>
        <translation>签署前须向患者说明服务内容和费用。</translation>
    </message>
    <message>
        <source>The explanation must be given by the inviting side.</source>
        <translation>应由邀请方进行说明。</translation>
    </message>
    <message>
        <source>The fee is now higher than explained; renew the consent.</source>
        <translation>费用高于告知金额，须重新告知并签署。</translation>
    </message>
    <message>
        <source>A guardian must sign for this patient.</source>
        <translation>该患者须由监护人签署。</translation>
    </message>
    <message>
        <source>The patient has not agreed to recording.</source>
        <translation>患者未同意录音录像。</translation>
    </message>
    <message>
        <source>No valid informed consent for this case.</source>
        <translation>本例尚未签署有效的知情同意书。</translation>
    </message>
    <message>
        <source>Protective treatment: this content may not be shown to the patient.</source>
        <translation>保护性医疗：该内容不得向患者披露。</translation>
    </message>
    <message>
        <source>Risks of the remote service were not explained.</source>
        <translation>未告知远程医疗的风险。</translation>
    </message>
    <message>
        <source>The consent does not cover this change; renew it.</source>
        <translation>同意范围与变更后的服务不符，请重新签署。</translation>
    </message>
    <message>
        <source>A second person must confirm the scan.</source>
        <translation>扫描件须由另一人核对。</translation>
    </message>
    <message>
        <source>State why the patient does not sign and who signs instead.</source>
        <translation>请说明不由患者本人签署的原因及签署人关系。</translation>
    </message>
    <message>
        <source>This consent form is no longer in force.</source>
        <translation>该知情同意书模板已停用。</translation>
    </message>
    <message>
        <source>The patient has withdrawn consent.</source>
        <translation>患者已撤回同意。</translation>
    </message>
    <message>
        <source>The inviting side has not recorded its decision.</source>
        <translation>邀请方尚未明确诊断与治疗方案。</translation>
    </message>
    <message>
        <source>No opinion has been received yet.</source>
        <translation>尚未收到诊疗意见。</translation>
    </message>
    <message>
        <source>Record who was informed of the result.</source>
        <translation>请登记结果告知对象。</translation>
    </message>
    <message>
        <source>Only the inviting side decides on diagnosis and treatment.</source>
        <translation>诊疗方案由邀请方决定。</translation>
    </message>
    <message>
        <source>Say why the opinion was not fully followed.</source>
        <translation>未完全采纳意见时请说明理由。</translation>
    </message>
    <message>
        <source>Calibration of {device} is not valid.</source>
        <translation>{device}校准已失效。</translation>
    </message>
    <message>
        <source>Consumable has expired.</source>
        <translation>耗材已过期。</translation>
    </message>
    <message>
        <source>Today&apos;s room check is not done.</source>
        <translation>今日设备巡检未完成。</translation>
    </message>
    <message>
        <source>Disinfect {device} before use.</source>
        <translation>{device}使用前须消毒。</translation>
    </message>
    <message>
        <source>{person} is not trained on {device}.</source>
        <translation>{person}未接受{device}操作培训。</translation>
    </message>
    <message>
        <source>Inspection of {device} was due on {date}.</source>
        <translation>{device}检测已于{date}到期。</translation>
    </message>
    <message>
        <source>Test the device before returning it to service.</source>
        <translation>维修后须检测合格方可启用。</translation>
    </message>
    <message>
        <source>{device} failed its self-test.</source>
        <translation>{device}自检未通过。</translation>
    </message>
    <message>
        <source>This version was not approved.</source>
        <translation>该版本未经批准。</translation>
    </message>
    <message>
        <source>Unknown device refused.</source>
        <translation>拒绝未知设备。</translation>
    </message>
    <message>
        <source>This device is not registered.</source>
        <translation>设备未登记。</translation>
    </message>
    <message>
        <source>Tele-diagnosis data missing: {items}.</source>
        <translation>远程诊断资料缺少：{items}。</translation>
    </message>
    <message>
        <source>The invited institution is not of a higher level.</source>
        <translation>受邀方并非上级医疗机构。</translation>
    </message>
    <message>
        <source>Tele-diagnosis needs a consortium or similar relationship and an agreed procedure.</source>
        <translation>远程诊断须建立医联体等合作关系并约定流程。</translation>
    </message>
    <message>
        <source>The output for this type is missing.</source>
        <translation>缺少该服务类型应出具的文书。</translation>
    </message>
    <message>
        <source>The type of service cannot change after acceptance.</source>
        <translation>接受邀请后不能更改服务类型。</translation>
    </message>
    <message>
        <source>The record is on hold because of a dispute.</source>
        <translation>因争议处理，资料已保全。</translation>
    </message>
    <message>
        <source>The agreement has no dispute clause to follow.</source>
        <translation>协议中没有争议处理约定。</translation>
    </message>
    <message>
        <source>No drill of {plan} in 12 months.</source>
        <translation>{plan}已12个月未演练。</translation>
    </message>
    <message>
        <source>No emergency plan for: {kinds}.</source>
        <translation>缺少应急预案：{kinds}。</translation>
    </message>
    <message>
        <source>Recovered after a crash: check {items}.</source>
        <translation>异常恢复，请核对：{items}。</translation>
    </message>
    <message>
        <source>Note written {h} h after the talk.</source>
        <translation>咨询记录滞后{h}小时。</translation>
    </message>
    <message>
        <source>Offer at least two modes of payment.</source>
        <translation>须提供多种支付方式。</translation>
    </message>
    <message>
        <source>Do not enter card numbers.</source>
        <translation>请勿录入银行卡号等支付敏感信息。</translation>
    </message>
    <message>
        <source>Finance users cannot open clinical data.</source>
        <translation>财务人员无权查看临床资料。</translation>
    </message>
    <message>
        <source>Prepare the quote before the consent talk.</source>
        <translation>知情告知前须先生成费用清单。</translation>
    </message>
    <message>
        <source>The payment voucher has not been issued.</source>
        <translation>尚未提供支付凭证。</translation>
    </message>
    <message>
        <source>This item is not in the agreed fee schedule.</source>
        <translation>该项目不在约定的费用明细中。</translation>
    </message>
    <message>
        <source>Choose the agreed remedy.</source>
        <translation>请选择协议约定的解决措施。</translation>
    </message>
    <message>
        <source>Explain the extra cost and get the inviter&apos;s acknowledgement before payment.</source>
        <translation>该支付方式将产生额外费用，支付前须向邀请方说明并确认。</translation>
    </message>
    <message>
        <source>The voucher does not match the payment.</source>
        <translation>支付凭证与付款不符。</translation>
    </message>
    <message>
        <source>The payer must be the inviting institution.</source>
        <translation>付款方应为邀请方医疗机构。</translation>
    </message>
    <message>
        <source>The chief complaint is empty.</source>
        <translation>缺少主诉。</translation>
    </message>
    <message>
        <source>{device} is not cleared for use: {reason}.</source>
        <translation>{device}未达到可用状态：{reason}。</translation>
    </message>
    <message>
        <source>Findings of both sides differ: {items}.</source>
        <translation>双方四诊结果不一致：{items}。</translation>
    </message>
    <message>
        <source>Missing without reason: {methods}.</source>
        <translation>以下诊法缺少记录且未说明原因：{methods}。</translation>
    </message>
    <message>
        <source>No colour reference in the picture.</source>
        <translation>图像缺少色彩参照。</translation>
    </message>
    <message>
        <source>The pulse recording is too noisy; repeat it.</source>
        <translation>脉图质量不合格，请重新采集。</translation>
    </message>
    <message>
        <source>Give a reason for the correction.</source>
        <translation>修改须注明原因。</translation>
    </message>
    <message>
        <source>Only the inviting side can take the pulse.</source>
        <translation>切脉数据须由邀请方采集。</translation>
    </message>
    <message>
        <source>Odour can be recorded only at the patient&apos;s side.</source>
        <translation>嗅诊只能由患者所在方记录。</translation>
    </message>
    <message>
        <source>Fill allergies, current medicines and pregnancy status.</source>
        <translation>请填写过敏史、当前用药及妊娠情况。</translation>
    </message>
    <message>
        <source>State who observed this and how.</source>
        <translation>请注明观察者与方式。</translation>
    </message>
    <message>
        <source>Department {d} lacks a senior or associate-senior physician.</source>
        <translation>{d}缺少正高级或副高级职称医师。</translation>
    </message>
    <message>
        <source>No liability cover recorded for {country}.</source>
        <translation>未登记覆盖{country}的医疗责任保险。</translation>
    </message>
    <message>
        <source>The practice licence of {name} is not valid on {date}.</source>
        <translation>{name}的执业许可在{date}无效。</translation>
    </message>
    <message>
        <source>No confirmed permission for international telemedicine for {name}.</source>
        <translation>{name}尚未确认可依法开展国际中医远程医疗。</translation>
    </message>
    <message>
        <source>{name} is not ready for telemedicine: {reasons}.</source>
        <translation>{name}暂不具备开展远程医疗的条件：{reasons}。</translation>
    </message>
    <message>
        <source>Required rules are missing: {categories}.</source>
        <translation>缺少必备的规章制度：{categories}。</translation>
    </message>
    <message>
        <source>Assign a post before granting this role.</source>
        <translation>请先设定岗位再授予该角色。</translation>
    </message>
    <message>
        <source>{specialty} is not among the approved clinical subjects of {name}.</source>
        <translation>{specialty}不在{name}核准的诊疗科目内。</translation>
    </message>
    <message>
        <source>The third party has no agreement in force.</source>
        <translation>第三方机构没有生效协议。</translation>
    </message>
    <message>
        <source>Unknown code {code}.</source>
        <translation>无法识别的代码{code}。</translation>
    </message>
    <message>
        <source>Check the patient: identifiers differ.</source>
        <translation>患者标识不一致，请核对。</translation>
    </message>
    <message>
        <source>The image belongs to another patient.</source>
        <translation>影像与患者不符。</translation>
    </message>
    <message>
        <source>The record abstract must be approved by the physician.</source>
        <translation>病历摘要须经医师确认。</translation>
    </message>
    <message>
        <source>The attachment arrived damaged.</source>
        <translation>附件校验失败。</translation>
    </message>
    <message>
        <source>An open invitation for this patient exists.</source>
        <translation>该患者已有未完成的邀请。</translation>
    </message>
    <message>
        <source>The invitation expired without an answer.</source>
        <translation>邀请逾期未获答复。</translation>
    </message>
    <message>
        <source>The invitation lacks: {fields}.</source>
        <translation>邀请缺少以下内容：{fields}。</translation>
    </message>
    <message>
        <source>Identity is released after acceptance.</source>
        <translation>接受邀请后方可查看患者身份信息。</translation>
    </message>
    <message>
        <source>A sent invitation cannot be edited; issue a new version.</source>
        <translation>已发出的邀请不能修改，请生成新版本。</translation>
    </message>
    <message>
        <source>Only an authorised officer may send invitations.</source>
        <translation>仅授权人员可以发出邀请。</translation>
    </message>
    <message>
        <source>This part is addressed to the treating institution only.</source>
        <translation>该部分仅限受邀医疗机构查看。</translation>
    </message>
    <message>
        <source>The session has started; cancel the case instead.</source>
        <translation>会诊已开始，请改为取消病例。</translation>
    </message>
    <message>
        <source>The partner has not received the invitation yet.</source>
        <translation>对方尚未收到邀请。</translation>
    </message>
    <message>
        <source>The patient does not read the language of this form; name the interpreter.</source>
        <translation>患者不懂该文书语言，请登记翻译人员。</translation>
    </message>
    <message>
        <source>An interpreter for {language} must be present.</source>
        <translation>须配备懂{language}的翻译人员。</translation>
    </message>
    <message>
        <source>Record the language attestation first.</source>
        <translation>请先登记语言能力声明。</translation>
    </message>
    <message>
        <source>The interpreter has not signed the confidentiality undertaking.</source>
        <translation>翻译人员尚未签署保密承诺。</translation>
    </message>
    <message>
        <source>No one covers {a} ↔ {b}.</source>
        <translation>{a}与{b}之间没有语言支持。</translation>
    </message>
    <message>
        <source>The session is paused: the interpreter is missing.</source>
        <translation>翻译人员离线，会诊已暂停。</translation>
    </message>
    <message>
        <source>Interpreters can edit translations only.</source>
        <translation>翻译人员只能编辑译文。</translation>
    </message>
    <message>
        <source>Still waiting for: {institutions}.</source>
        <translation>仍待答复：{institutions}。</translation>
    </message>
    <message>
        <source>Opinions missing from: {people}.</source>
        <translation>以下成员尚未提交意见：{people}。</translation>
    </message>
    <message>
        <source>{institution} has no member with 3 years of practice.</source>
        <translation>{institution}无满3年的执业中医师。</translation>
    </message>
    <message>
        <source>An MDT needs at least two specialties.</source>
        <translation>多学科会诊至少需要两个专业。</translation>
    </message>
    <message>
        <source>The name suggests a national scope; attach the approval.</source>
        <translation>名称含有全国性含义，须附批准文件。</translation>
    </message>
    <message>
        <source>The name does not follow the required pattern.</source>
        <translation>名称不符合互联网医院命名要求。</translation>
    </message>
    <message>
        <source>Only one audio-video set.</source>
        <translation>音视频系统少于2套。</translation>
    </message>
    <message>
        <source>Bandwidth {x} Mbit/s is below {y}.</source>
        <translation>带宽{x}Mbps低于要求的{y}Mbps。</translation>
    </message>
    <message>
        <source>{device} has no uninterruptible supply.</source>
        <translation>{device}未接入不间断电源。</translation>
    </message>
    <message>
        <source>Running on battery: {min} min left.</source>
        <translation>正在使用电池，剩余{min}分钟。</translation>
    </message>
    <message>
        <source>At least two network providers are required.</source>
        <translation>至少须有2家网络供应商提供网络。</translation>
    </message>
    <message>
        <source>UPS test overdue.</source>
        <translation>不间断电源测试逾期。</translation>
    </message>
    <message>
        <source>This rule comes from the standard and cannot be disabled.</source>
        <translation>该规则来自标准，不能关闭。</translation>
    </message>
    <message>
        <source>Invitations go to an institution. Inviting an individual requires an internet-hospital approval.</source>
        <translation>邀请应发给医疗机构；直接邀请个人须先取得互联网医院资质。</translation>
    </message>
    <message>
        <source>The matched institution has not accepted yet.</source>
        <translation>匹配结果尚未得到该机构接受。</translation>
    </message>
    <message>
        <source>No active agreement between the inviting and the invited institution.</source>
        <translation>邀请方与受邀方之间没有生效的合作协议。</translation>
    </message>
    <message>
        <source>Store-and-forward review needs a complete data package.</source>
        <translation>离线会诊须先提交完整的患者资料包。</translation>
    </message>
    <message>
        <source>The patient is not registered at the inviting institution.</source>
        <translation>患者未在邀请方机构就诊登记。</translation>
    </message>
    <message>
        <source>A platform case needs an agreement signed by inviter, platform operator and invitee.</source>
        <translation>平台形式须由邀请方、平台运营方和受邀方共同签署协议。</translation>
    </message>
    <message>
        <source>Remote operation of medical devices is outside the permitted service.</source>
        <translation>不允许远程操控对方医疗设备。</translation>
    </message>
    <message>
        <source>Both institutions are in the same country: this case is domestic and outside the WFCMS standard.</source>
        <translation>双方机构位于同一国家，本例不属于国际中医远程医疗。</translation>
    </message>
    <message>
        <source>The side of origin is missing.</source>
        <translation>缺少来源方标识。</translation>
    </message>
    <message>
        <source>A third-party organisation may not provide diagnosis or treatment.</source>
        <translation>第三方机构不得开展诊疗活动。</translation>
    </message>
    <message>
        <source>The agreement does not cover this type of service.</source>
        <translation>合作协议未涵盖该服务类型。</translation>
    </message>
    <message>
        <source>The assignment differs from the request; confirm.</source>
        <translation>实际安排与邀请要求不一致，请确认。</translation>
    </message>
    <message>
        <source>The licence of {person} has lapsed since assignment.</source>
        <translation>{person}的资质已失效。</translation>
    </message>
    <message>
        <source>{person} cannot be assigned: {reasons}.</source>
        <translation>{person}不符合安排条件：{reasons}。</translation>
    </message>
    <message>
        <source>Tell the inviting side about the change first.</source>
        <translation>更换医师须先告知邀请方。</translation>
    </message>
    <message>
        <source>Remove identifying data first.</source>
        <translation>须先去除身份信息。</translation>
    </message>
    <message>
        <source>Request of the patient is overdue.</source>
        <translation>患者权利请求逾期。</translation>
    </message>
    <message>
        <source>Report this breach to the authority by {time}.</source>
        <translation>须在{time}前向主管部门报告。</translation>
    </message>
    <message>
        <source>Corrective action overdue.</source>
        <translation>整改措施逾期。</translation>
    </message>
    <message>
        <source>Inspection of {topic} is overdue.</source>
        <translation>{topic}检查逾期。</translation>
    </message>
    <message>
        <source>Give a reason for going on.</source>
        <translation>继续操作须填写理由。</translation>
    </message>
    <message>
        <source>The officer must sign the inspection.</source>
        <translation>检查记录须由质控人员签署。</translation>
    </message>
    <message>
        <source>This service type is not offered.</source>
        <translation>暂不支持该服务类型。</translation>
    </message>
    <message>
        <source>State the legal ground.</source>
        <translation>请注明法律依据。</translation>
    </message>
    <message>
        <source>No interface to an authority is configured.</source>
        <translation>未配置监管接口。</translation>
    </message>
    <message>
        <source>This field is not needed for the service.</source>
        <translation>该信息非服务所必需。</translation>
    </message>
    <message>
        <source>Medical data may not be stored at {place}.</source>
        <translation>医疗数据不得存放在{place}。</translation>
    </message>
    <message>
        <source>No legal ground for this transfer.</source>
        <translation>缺少跨境传输的合法依据。</translation>
    </message>
    <message>
        <source>The relay is not allowed to store data.</source>
        <translation>中继服务器不得留存数据。</translation>
    </message>
    <message>
        <source>The signature of the report could not be verified.</source>
        <translation>报告签名验证失败。</translation>
    </message>
    <message>
        <source>The clock is not synchronised; signing is blocked.</source>
        <translation>系统时间未同步，暂不能签名。</translation>
    </message>
    <message>
        <source>{herb} is restricted in {country}.</source>
        <translation>{herb}在{country}受限。</translation>
    </message>
    <message>
        <source>The report is overdue.</source>
        <translation>会诊报告已超时。</translation>
    </message>
    <message>
        <source>A signed report cannot be changed; issue an amendment.</source>
        <translation>已签名的报告不能修改，请出具更正版本。</translation>
    </message>
    <message>
        <source>Only physicians who took part may sign.</source>
        <translation>仅参与会诊的医师可以签名。</translation>
    </message>
    <message>
        <source>The opinion is overdue.</source>
        <translation>诊疗意见已超时。</translation>
    </message>
    <message>
        <source>The scan needs a second check.</source>
        <translation>扫描件须复核。</translation>
    </message>
    <message>
        <source>The report lacks: {sections}.</source>
        <translation>报告缺少：{sections}。</translation>
    </message>
    <message>
        <source>Not yet signed by: {people}.</source>
        <translation>尚未签名的医师：{people}。</translation>
    </message>
    <message>
        <source>Writing check: {items}.</source>
        <translation>书写规范检查：{items}。</translation>
    </message>
    <message>
        <source>Feedback to {dept} is missing.</source>
        <translation>尚未向{dept}反馈。</translation>
    </message>
    <message>
        <source>The screen says: not suitable for remote service.</source>
        <translation>评估提示不宜进行远程诊疗。</translation>
    </message>
    <message>
        <source>Risk review overdue.</source>
        <translation>高危因素复评逾期。</translation>
    </message>
    <message>
        <source>The invitation was withdrawn before your acceptance arrived.</source>
        <translation>邀请在接受之前已被撤回。</translation>
    </message>
    <message>
        <source>Answer is overdue by {h} h.</source>
        <translation>答复已超时{h}小时。</translation>
    </message>
    <message>
        <source>No qualified physician is free in the proposed time.</source>
        <translation>拟定时间内没有符合条件的中医师。</translation>
    </message>
    <message>
        <source>Only an authorised officer of the invited side may answer.</source>
        <translation>仅受邀方授权人员可以答复。</translation>
    </message>
    <message>
        <source>The platform operator has not been told.</source>
        <translation>尚未告知第三方运营方。</translation>
    </message>
    <message>
        <source>Preparation is not complete: {items}.</source>
        <translation>准备工作未完成：{items}。</translation>
    </message>
    <message>
        <source>State why the invitation is declined.</source>
        <translation>不接受邀请须说明理由。</translation>
    </message>
    <message>
        <source>{drug} may not be prescribed over the network.</source>
        <translation>{drug}属特殊管理药品，不得在线开具。</translation>
    </message>
    <message>
        <source>The diagnosis differs from the in-person one.</source>
        <translation>处方诊断与实体机构诊断不一致。</translation>
    </message>
    <message>
        <source>No in-person examination on record for this problem.</source>
        <translation>缺少实体医疗机构的接诊记录。</translation>
    </message>
    <message>
        <source>No pharmacist on duty.</source>
        <translation>当前无药师在岗。</translation>
    </message>
    <message>
        <source>Prescribing by the invited side is not allowed here.</source>
        <translation>此处不允许受邀方开具处方。</translation>
    </message>
    <message>
        <source>A pharmacist must approve the prescription.</source>
        <translation>处方须经药师审核合格后生效。</translation>
    </message>
    <message>
        <source>Under 6: guardian and a specialist must be present.</source>
        <translation>6岁以下患儿须有监护人和相关专业医师陪伴。</translation>
    </message>
    <message>
        <source>No rule on file for {herb} in {country}.</source>
        <translation>未登记{herb}在{country}的规定。</translation>
    </message>
    <message>
        <source>The prescription is not signed.</source>
        <translation>处方须有医师电子签名。</translation>
    </message>
    <message>
        <source>{resource} is already booked.</source>
        <translation>{resource}在该时段已被占用。</translation>
    </message>
    <message>
        <source>Cannot schedule: {missing}.</source>
        <translation>无法排期：缺少{missing}。</translation>
    </message>
    <message>
        <source>No technical test within the last {h} h.</source>
        <translation>{h}小时内未做技术测试。</translation>
    </message>
    <message>
        <source>Give a reason.</source>
        <translation>请填写原因。</translation>
    </message>
    <message>
        <source>The audit log has been altered.</source>
        <translation>审计日志完整性被破坏。</translation>
    </message>
    <message>
        <source>Clock differs by {ms} ms.</source>
        <translation>系统时钟偏差{ms}毫秒。</translation>
    </message>
    <message>
        <source>This account is disabled.</source>
        <translation>账号已停用。</translation>
    </message>
    <message>
        <source>This destination is not allowed.</source>
        <translation>不允许向该目的地传输。</translation>
    </message>
    <message>
        <source>The data store is locked.</source>
        <translation>数据已加密锁定。</translation>
    </message>
    <message>
        <source>Too many attempts.</source>
        <translation>登录失败次数过多，账号已锁定。</translation>
    </message>
    <message>
        <source>You are not assigned to this case.</source>
        <translation>您无权访问该病例。</translation>
    </message>
    <message>
        <source>Real-name verification is missing for this account.</source>
        <translation>该账号未完成实名认证。</translation>
    </message>
    <message>
        <source>Audit review overdue.</source>
        <translation>审计检查逾期。</translation>
    </message>
    <message>
        <source>Second factor required.</source>
        <translation>需要第二种身份验证方式。</translation>
    </message>
    <message>
        <source>One person cannot hold two administrator roles.</source>
        <translation>系统、安全、审计管理员不得兼任。</translation>
    </message>
    <message>
        <source>This item was changed outside the program.</source>
        <translation>数据已被非法修改。</translation>
    </message>
    <message>
        <source>Update is not properly signed.</source>
        <translation>更新包签名无效。</translation>
    </message>
    <message>
        <source>{channel} is not working.</source>
        <translation>{channel}通道异常。</translation>
    </message>
    <message>
        <source>Confirm or repeat this observation; the picture was poor.</source>
        <translation>观察时图像质量不佳，请确认或重新采集。</translation>
    </message>
    <message>
        <source>Cannot start: {items}.</source>
        <translation>无法开始会诊：{items}。</translation>
    </message>
    <message>
        <source>The patient&apos;s identity is not verified.</source>
        <translation>患者身份尚未核实（实名制）。</translation>
    </message>
    <message>
        <source>The other site could not be verified.</source>
        <translation>无法验证对方身份。</translation>
    </message>
    <message>
        <source>Picture or sound is below the agreed quality.</source>
        <translation>音视频质量低于约定标准。</translation>
    </message>
    <message>
        <source>The accompanying physician has left the patient.</source>
        <translation>陪同医师已离开患者。</translation>
    </message>
    <message>
        <source>Both physicians must confirm the session record.</source>
        <translation>须由双方医师确认会诊记录。</translation>
    </message>
    <message>
        <source>Unknown participants cannot join.</source>
        <translation>未经身份认证者不得加入会诊。</translation>
    </message>
    <message>
        <source>You have not opened: {items}.</source>
        <translation>尚未查阅：{items}。</translation>
    </message>
    <message>
        <source>Under the international standard the accompanying person must be a licensed TCM physician.</source>
        <translation>按国际标准，陪同人员须为执业中医师。</translation>
    </message>
    <message>
        <source>Confirm the rules of {A} and {B} before joining.</source>
        <translation>参与前请确认{A}和{B}两国的相关法规。</translation>
    </message>
    <message>
        <source>State why a physician below the required level is assigned.</source>
        <translation>请说明安排较低级别医师的理由。</translation>
    </message>
    <message>
        <source>An inviting-side TCM physician must be with the patient.</source>
        <translation>邀请方须有执业中医师陪同患者。</translation>
    </message>
    <message>
        <source>No emergency-response training on file for {person}.</source>
        <translation>{person}无应急处理能力培训记录。</translation>
    </message>
    <message>
        <source>The institution&apos;s consent for {person} is not on file.</source>
        <translation>未登记执业机构对{person}的同意。</translation>
    </message>
    <message>
        <source>No liaison person named.</source>
        <translation>未配备咨询联络人员。</translation>
    </message>
    <message>
        <source>Name a dedicated person for equipment and one for the information system.</source>
        <translation>须指定专职人员负责设备和信息系统。</translation>
    </message>
    <message>
        <source>{person} has no valid TCM practice licence.</source>
        <translation>{person}没有有效的中医执业资格。</translation>
    </message>
    <message>
        <source>{name} has no registered TCM professional.</source>
        <translation>{name}没有在本机构注册的中医专业技术人员。</translation>
    </message>
    <message>
        <source>{person} is not registered to practise for {institution}.</source>
        <translation>{person}未在{institution}注册或备案执业。</translation>
    </message>
    <message>
        <source>Only the quality officer may sign this record.</source>
        <translation>仅质量安全管理人员可签署。</translation>
    </message>
    <message>
        <source>The invited side needs at least one TCM physician with 3 years of independent clinical practice.</source>
        <translation>受邀方至少须有1名独立从事中医临床工作满3年的执业中医师。</translation>
    </message>
    <message>
        <source>The credentials of {person} have not been verified in the official register.</source>
        <translation>{person}的资质尚未在官方登记系统核验。</translation>
    </message>
    <message>
        <source>Training data cannot be used in a real case.</source>
        <translation>培训数据不能用于真实病例。</translation>
    </message>
    <message>
        <source>{person} lacks training: {topics}.</source>
        <translation>{person}未完成培训：{topics}。</translation>
    </message>
    <message>
        <source>No training plan for {group}.</source>
        <translation>{group}没有培训计划。</translation>
    </message>
    <message>
        <source>&quot;{act}&quot; is not possible while the state is &quot;{state}&quot;.</source>
        <translation>状态为“{state}”时不能进行“{act}”。</translation>
    </message>
    <message>
        <source>This act comes from a newer version. It is kept; update this program to use it.</source>
        <translation>该操作来自更新的版本，已保留。请更新本程序后使用。</translation>
    </message>
    <message>
        <source>Your institution has already approved this text.</source>
        <translation>贵机构已同意该文本。</translation>
    </message>
    <message>
        <source>Your institution has already signed this agreement.</source>
        <translation>贵机构已签署该协议。</translation>
    </message>
    <message>
        <source>Both institutions must approve the text first.</source>
        <translation>须先由双方机构同意文本。</translation>
    </message>
    <message>
        <source>The text has changed since. Read the newest one and try again.</source>
        <translation>文本已更改。请阅读最新文本后重试。</translation>
    </message>
    <message>
        <source>The agreement needs a first and a last day and at least one kind of service.</source>
        <translation>协议须写明起止日期及至少一种服务类型。</translation>
    </message>
    <message>
        <source>This case is already open.</source>
        <translation>该病例已建立。</translation>
    </message>
    <message>
        <source>A case needs its patient, a partner, the kind of service and the chief complaint.</source>
        <translation>建立病例须有患者、合作方、服务类型与主诉。</translation>
    </message>
    <message>
        <source>The consent lacks: {sections}.</source>
        <translation>知情同意书缺少：{sections}。</translation>
    </message>
    <message>
        <source>The consent is neither refused nor withdrawn, so the case goes on.</source>
        <translation>知情同意未被拒绝或撤回，病例继续进行。</translation>
    </message>
    <message>
        <source>The signature is missing. Let the patient sign on the pad.</source>
        <translation>缺少签名。请患者在签名板上签名。</translation>
    </message>
    <message>
        <source>The decision lacks: {sections}.</source>
        <translation>诊疗方案缺少：{sections}。</translation>
    </message>
    <message>
        <source>The font {font} is missing; papers cannot be printed. Install the package fonts-wqy-microhei.</source>
        <translation>缺少字体{font}，无法生成文书。请安装软件包 fonts-wqy-microhei。</translation>
    </message>
    <message>
        <source>This act comes from an institution that takes no part here. It is kept and not applied.</source>
        <translation>该操作来自与本例无关的机构，已保留但不生效。</translation>
    </message>
    <message>
        <source>Write the number of the voucher, or why the fee is carried forward.</source>
        <translation>请填写凭证编号，或说明费用结转的原因。</translation>
    </message>
    <message>
        <source>This file is not a picture that can be kept. Choose a JPEG or PNG file.</source>
        <translation>该文件不是可保存的图像。请选择 JPEG 或 PNG 文件。</translation>
    </message>
    <message>
        <source>The answers cannot be read: the file must hold one JSON object.</source>
        <translation>无法读取答案：文件须为一个 JSON 对象。</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>This form is not known here: {form}.</source>
        <translation>此处没有该表单：{form}。</translation>
    </message>
    <message>
        <source>This is not a form that can be read. Check the file with the person who wrote it.</source>
        <translation>此文件不是可读取的表单，请与编写者核对。</translation>
    </message>
    <message>
        <source>Choose the method and say why it was not done.</source>
        <translation>请选择诊法并说明未做的原因。</translation>
    </message>
    <message>
        <source>Choose the pulse site: cun, guan or chi, left or right.</source>
        <translation>请选择切脉部位：左或右，寸、关或尺。</translation>
    </message>
    <message>
        <source>Mark the case as prepared before sending the invitation.</source>
        <translation>发出邀请前请先将病例标记为资料齐备。</translation>
    </message>
    <message>
        <source>The invitation has not come that far yet.</source>
        <translation>邀请尚未进行到这一步。</translation>
    </message>
    <message>
        <source>Choose the text that this translates and write the translation.</source>
        <translation>请选择所译原文并填写译文。</translation>
    </message>
    <message>
        <source>You have no certificate for signing papers. Ask your administrator to issue one.</source>
        <translation>您还没有用于签署文书的证书，请联系管理员签发。</translation>
    </message>
    <message>
        <source>The file itself is missing. Attach it and try again.</source>
        <translation>缺少文件本身。请添加后重试。</translation>
    </message>
    <message>
        <source>The registration lacks: {fields}.</source>
        <translation>登记缺少以下内容：{fields}。</translation>
    </message>
    <message>
        <source>The file holds no samples.</source>
        <translation>文件中没有采样数据。</translation>
    </message>
    <message>
        <source>The instrument does not answer. Check its cable and its power.</source>
        <translation>脉象仪没有应答。请检查连线与电源。</translation>
    </message>
    <message>
        <source>No pulse instrument is connected. Check the cable; it connects by itself.</source>
        <translation>没有连接脉象仪。请检查连线，接好后自动连接。</translation>
    </message>
    <message>
        <source>Nothing was recorded: no sample came from the instrument.</source>
        <translation>没有记录到数据：脉象仪未发出采样。</translation>
    </message>
    <message>
        <source>The partner&apos;s live pulse has stopped: the line is down. It goes on by itself when the line is back.</source>
        <translation>对方的实时脉图已中断：线路不通。线路恢复后自动继续。</translation>
    </message>
    <message>
        <source>Another program uses the instrument&apos;s port. Close that program.</source>
        <translation>脉象仪的端口被其他程序占用。请关闭该程序。</translation>
    </message>
    <message>
        <source>The instrument&apos;s port is not there. Check the cable.</source>
        <translation>找不到脉象仪的端口。请检查连线。</translation>
    </message>
    <message>
        <source>Write the reason in {n} characters or more.</source>
        <translation>请填写不少于 {n} 个字的理由。</translation>
    </message>
    <message>
        <source>You have already signed this report.</source>
        <translation>您已签署该报告。</translation>
    </message>
    <message>
        <source>Acknowledge the signed report first.</source>
        <translation>请先确认收到已签名的报告。</translation>
    </message>
    <message>
        <source>This is not the report that was frozen for signing. Open the newest version and sign that.</source>
        <translation>这不是已定稿的报告。请打开最新版本后签署。</translation>
    </message>
    <message>
        <source>Confirm the patient&apos;s identity again before the session starts.</source>
        <translation>会诊开始前请再次核对患者身份。</translation>
    </message>
    <message>
        <source>The session has not ended yet.</source>
        <translation>会诊尚未结束。</translation>
    </message>
    <message>
        <source>Only those who checked in to the session may do this.</source>
        <translation>仅已签到参加会诊的人员可进行此操作。</translation>
    </message>
    <message>
        <source>Compare at least two identifiers, for example name and date of birth.</source>
        <translation>请核对至少两项身份标识，例如姓名与出生日期。</translation>
    </message>
    <message>
        <source>This attachment has not arrived yet. It is fetched as soon as the partner is connected.</source>
        <translation>该附件尚未到达，与合作机构连接后将自动获取。</translation>
    </message>
    <message>
        <source>This vault is already open in another window or program. Go to that one or close it first.</source>
        <translation>该数据保险库已在另一个窗口或程序中打开。请切换到该窗口，或先将其关闭。</translation>
    </message>
    <message>
        <source>The vault was damaged or changed ({place}). Nothing was overwritten. Restore the last backup, or fetch the records again from the partner.</source>
        <translation>数据保险库已损坏或被改动（{place}）。系统未覆盖任何内容。请恢复最近一次备份，或从合作机构重新获取记录。</translation>
    </message>
    <message>
        <source>This folder already holds a vault. Open it or choose another folder.</source>
        <translation>该文件夹中已有数据保险库。请打开它或选择其他文件夹。</translation>
    </message>
    <message>
        <source>This vault was written by a newer version. Update this program to open it.</source>
        <translation>该数据保险库由更新的版本写入。请更新本程序后再打开。</translation>
    </message>
    <message>
        <source>The disk is full. Nothing saved before was lost. Free some space and save again.</source>
        <translation>磁盘空间不足。此前保存的内容没有丢失。请释放空间后重新保存。</translation>
    </message>
    <message>
        <source>There is no vault in this folder, or a part of it (vault.db or vault.keys) is missing. Choose another folder or restore a backup.</source>
        <translation>该文件夹中没有数据保险库，或缺少其中一部分（vault.db 或 vault.keys）。请选择其他文件夹或恢复备份。</translation>
    </message>
    <message>
        <source>This act carries an earlier time than what the same station wrote before it. It is kept and not applied.</source>
        <translation>该操作的时间早于同一工作站此前的记录，已保留但不生效。</translation>
    </message>
    <message>
        <source>The certificate of the person who did this was not valid at the time. It is kept and not applied.</source>
        <translation>操作人的证书当时无效，该操作已保留但不生效。</translation>
    </message>
    <message>
        <source>This act came from a clock that runs more than ten minutes ahead. It is kept and not applied; check the clock of that station.</source>
        <translation>该操作来自快了十分钟以上的时钟，已保留但不生效。请检查对方工作站的时间。</translation>
    </message>
    <message>
        <source>This act was written by a newer version. It is kept; update this program to use it.</source>
        <translation>该操作由更新的版本写成，已保留。请更新本程序后使用。</translation>
    </message>
    <message>
        <source>This act is sealed under a key that has not arrived yet.</source>
        <translation>该操作所用的密钥尚未送达。</translation>
    </message>
    <message>
        <source>This act is not signed by the person it names. It is kept and not applied.</source>
        <translation>该操作的签名与所称人员不符，已保留但不生效。</translation>
    </message>
    <message>
        <source>The partner&apos;s card is damaged or was changed. Nothing was taken in. Ask the partner to send it again.</source>
        <translation>合作机构的名片已损坏或被改动，未采用其中任何内容。请对方重新发送。</translation>
    </message>
    <message>
        <source>No {what} was given. Write it into the --secrets file or use a terminal.</source>
        <translation>未提供{what}。请写入 --secrets 文件或在终端输入。</translation>
    </message>
    <message>
        <source>--{option} needs a whole number from {from} to {to}, not &quot;{text}&quot;.</source>
        <translation>--{option} 须为 {from} 至 {to} 的整数，而不是“{text}”。</translation>
    </message>
    <message>
        <source>There is no step &quot;{kind}&quot;. Run sizhenctl case show to see what may be done now.</source>
        <translation>没有步骤“{kind}”。请运行 sizhenctl case show 查看当前可执行的步骤。</translation>
    </message>
    <message>
        <source>A station whose key is not known here was refused. Nothing was exchanged. If it is a new partner, add its card and compare the fingerprints first.</source>
        <translation>已拒绝密钥未知的工作站，未交换任何内容。如为新合作机构，请先添加其名片并核对指纹。</translation>
    </message>
    <message>
        <source>Damage was found: {places}. Restore from a backup; nothing was changed.</source>
        <translation>发现损坏：{places}。请从备份恢复；未作任何改动。</translation>
    </message>
    <message>
        <source>An envelope is damaged or was changed on the way. Nothing of it was taken in; the partner sends it again.</source>
        <translation>一个信封在途中损坏或被改动。其中内容均未收下；合作方会重新发送。</translation>
    </message>
    <message>
        <source>An envelope is older than its term. Nothing of it was taken in; the partner sends it again.</source>
        <translation>一个信封已超过有效期。其中内容均未收下；合作方会重新发送。</translation>
    </message>
    <message>
        <source>An envelope does not bear the signature of the station that it names. Nothing of it was taken in. Tell IT.</source>
        <translation>一个信封的签名与其所称的工作站不符。其中内容均未收下。请告知信息科。</translation>
    </message>
    <message>
        <source>An envelope is dated in the future. Nothing of it was taken in. Check the clocks of both stations.</source>
        <translation>一个信封的日期在未来。其中内容均未收下。请核对双方工作站的时钟。</translation>
    </message>
    <message>
        <source>An envelope comes from a newer version. Update this program; the partner sends it again.</source>
        <translation>一个信封来自更新的版本。请升级本程序；合作方会重新发送。</translation>
    </message>
    <message>
        <source>An envelope is for another institution.</source>
        <translation>一个信封是寄给其他机构的。</translation>
    </message>
    <message>
        <source>An envelope comes from a station that is unknown here, was withdrawn or is not yet verified. Nothing of it was taken in. If the partner has a new station, ask for its card.</source>
        <translation>一个信封来自本站未知、已停用或尚未核验的工作站。其中内容均未收下。如合作方新增了工作站，请向其索取名片。</translation>
    </message>
    <message>
        <source>This machine was admitted before. Ask it for a new request.</source>
        <translation>该机器此前已获准加入。请让它重新生成加入申请。</translation>
    </message>
    <message>
        <source>Another station is called {name}. Give the new machine another name.</source>
        <translation>已有工作站名为“{name}”。请为新机器另取名称。</translation>
    </message>
    <message>
        <source>The number is not the one of the institution that made this parcel. Do not join; call the person who admits you.</source>
        <translation>数字与制作此加入包的机构不符。请勿加入，并致电为您办理的人员。</translation>
    </message>
    <message>
        <source>This parcel was made for another machine or request, or it is damaged.</source>
        <translation>此加入包是为另一台机器或另一份申请制作的，或已损坏。</translation>
    </message>
    <message>
        <source>This is not a join request, or it was changed on the way. Nothing was done; ask for it again.</source>
        <translation>这不是加入申请，或在途中被改动。未作任何处理；请对方重新提供。</translation>
    </message>
    <message>
        <source>The number is not the one of this request. Do not admit; let the person at the new machine read it out again.</source>
        <translation>数字与此申请不符。请勿准许加入；请新机器旁的人员再读一遍。</translation>
    </message>
    <message>
        <source>This is not the address of a hub: {text}. It looks like wss://hub.example:443.</source>
        <translation>这不是中转站的地址：{text}。地址应形如 wss://hub.example:443。</translation>
    </message>
    <message>
        <source>The hub takes nothing more just now. It is tried again.</source>
        <translation>中转站暂时不再接收。将自动重试。</translation>
    </message>
    <message>
        <source>The hub ended the connection. It is dialled again.</source>
        <translation>中转站断开了连接。将自动重新连接。</translation>
    </message>
    <message>
        <source>The partner&apos;s mailbox at the hub is full. Everything is kept here and tried again; the partner should connect soon.</source>
        <translation>合作方在中转站的信箱已满。所有内容均保存在本站并会重试；请合作方尽快连接。</translation>
    </message>
    <message>
        <source>{text} is not encrypted. Use an address that begins with wss://; ws:// is for this computer only.</source>
        <translation>{text} 未加密。请使用以 wss:// 开头的地址；ws:// 仅限本机使用。</translation>
    </message>
    <message>
        <source>The hub has no mailbox for this partner. Ask the operator of the hub to admit it, or the partner for its hub&apos;s address.</source>
        <translation>中转站没有该合作方的信箱。请联系中转站管理者予以登记，或向合作方索取其中转站地址。</translation>
    </message>
    <message>
        <source>The hub does not know this institution or this station. Give its operator your card to admit.</source>
        <translation>中转站不认识本机构或本工作站。请将本机构名片交给其管理者登记。</translation>
    </message>
    <message>
        <source>The hub {hub} cannot be reached. It is dialled again by itself.</source>
        <translation>无法连接中转站 {hub}。将自动重新连接。</translation>
    </message>
    <message>
        <source>The hub {hub} shows a key that is not trusted here. Nothing was sent. Compare its fingerprint with the operator.</source>
        <translation>中转站 {hub} 出示的密钥不受本站信任。未发送任何内容。请与管理者核对其指纹。</translation>
    </message>
    <message>
        <source>There is too little room on it: {need} MB are needed and {free} MB are free. Nothing was written.</source>
        <translation>空间不足：需要 {need} MB，仅剩 {free} MB。未写入任何内容。</translation>
    </message>
    <message>
        <source>The stick is not there any more. What was written is whole; put it in again and repeat.</source>
        <translation>U 盘已不在。已写入的内容是完整的；请重新插入后再做一次。</translation>
    </message>
    <message>
        <source>Nothing can be written there. Check the lock of the stick or choose another folder.</source>
        <translation>该处无法写入。请检查 U 盘的写保护，或另选文件夹。</translation>
    </message>
    <message>
        <source>Another institution is already known under the name {name}, with another root key. Somebody may be passing for it. Call the institution on a number you know before you take this card.</source>
        <translation>已有另一家机构使用名称“{name}”，其根密钥不同。可能有人冒名。接受此名片前，请用您已知的电话号码与该机构核实。</translation>
    </message>
    <message>
        <source>This card is older than the one held of {name}. Nothing was changed; ask for the newest.</source>
        <translation>此名片比本站已有的{name}名片旧。未作任何更改；请索取最新的名片。</translation>
    </message>
    <message>
        <source>This is your own institution&apos;s card. Give it to the partner, and read the partner&apos;s.</source>
        <translation>这是本机构自己的名片。请把它交给合作方，并读取合作方的名片。</translation>
    </message>
    <message>
        <source>Codes {missing} of {n} are still missing. Show the reader the others too.</source>
        <translation>还缺第 {missing} 个二维码（共 {n} 个）。请继续读取其余的。</translation>
    </message>
    <message>
        <source>No code of a card was found in this picture. Take it straight from the front, with the whole code inside.</source>
        <translation>图中没有找到名片二维码。请正对二维码、完整拍摄后再试。</translation>
    </message>
    <message>
        <source>This code belongs to another card than those read before. Begin again with the first code.</source>
        <translation>此二维码与先前读取的不属于同一张名片。请从第一个二维码重新开始。</translation>
    </message>
    <message>
        <source>{person} has no office that may compare fingerprints. It takes two of: security administrator, administrator, liaison, IT.</source>
        <translation>{person} 没有核对指纹的职权。须由下列人员中的两位进行：安全管理员、医务管理员、联络员、信息技术人员。</translation>
    </message>
    <message>
        <source>Two different persons compare the fingerprint, each with a password of one&apos;s own.</source>
        <translation>须由两位不同的人员核对指纹，并各自输入本人密码。</translation>
    </message>
    <message>
        <source>Written after the certificate was revoked. It is kept, struck out, and does not count.</source>
        <translation>写于证书撤销之后。予以保留并划去，不具效力。</translation>
    </message>
    <message>
        <source>A revocation may begin at most seven days before it is issued. What was written before {day} stands.</source>
        <translation>撤销的起始时间最早为签发前七天。{day} 之前写下的内容仍然有效。</translation>
    </message>
    <message>
        <source>An institution can revoke only its own stations and people. Nothing was changed.</source>
        <translation>机构只能撤销自己的工作站和人员。未作任何更改。</translation>
    </message>
    <message>
        <source>A revocation cannot begin in the future. Check the date and this station&apos;s clock.</source>
        <translation>撤销不能从将来的时间开始。请检查日期和本站时钟。</translation>
    </message>
    <message>
        <source>A station cannot revoke itself. Do it from another station, or restore the institution from its shares.</source>
        <translation>工作站不能撤销自己。请在另一台工作站上操作，或用份额恢复机构。</translation>
    </message>
    <message>
        <source>It is revoked already.</source>
        <translation>该证书已被撤销。</translation>
    </message>
    <message>
        <source>No certificate of this name is known here.</source>
        <translation>本站没有此名称的证书。</translation>
    </message>
    <message>
        <source>This needs the institution&apos;s root key, which is not on this machine. Two officers must present their shares on the page &quot;Root key&quot;.</source>
        <translation>此操作需要机构根密钥，而根密钥不在本机。须由两位保管人在“根密钥”页出示各自的份额。</translation>
    </message>
    <message>
        <source>This station was revoked by its institution. Nothing more can be written here; tell IT.</source>
        <translation>本工作站已被所属机构撤销，不能再写入任何内容；请告知信息技术人员。</translation>
    </message>
    <message>
        <source>{station} of {partner} was refused: its certificate ended on {day}. Ask their IT to renew it and send the new card.</source>
        <translation>已拒绝{partner}的“{station}”：其证书已于 {day} 到期。请对方信息技术人员更新证书并发来新名片。</translation>
    </message>
    <message>
        <source>{station} of {partner} signed two different records for one place. Both are kept, that chain is frozen. Call their IT: a backup may have been put back there.</source>
        <translation>{partner}的“{station}”对同一位置签署了两条不同的记录。两者均已保留，该链已冻结。请联系对方信息技术人员：对方可能恢复过旧备份。</translation>
    </message>
    <message>
        <source>{station} of {partner} was refused: its certificate begins only on {day}. Check this station&apos;s clock first, then call their IT.</source>
        <translation>已拒绝{partner}的“{station}”：其证书自 {day} 起才有效。请先检查本站时钟，再联系对方信息技术人员。</translation>
    </message>
    <message>
        <source>{station} of {partner} was refused: its institution revoked it on {day}. If it is in use there, call their IT at once.</source>
        <translation>已拒绝{partner}的“{station}”：该机构已于 {day} 将其撤销。如对方仍在使用，请立即联系对方信息技术人员。</translation>
    </message>
    <message>
        <source>{station} of {partner} was refused: their newest card no longer names it. Ask their IT whether it is still in use.</source>
        <translation>已拒绝{partner}的“{station}”：对方最新的名片已不含该站。请询问对方信息技术人员该站是否仍在使用。</translation>
    </message>
    <message>
        <source>Something sealed for another institution arrived here and was refused. Ask the sender&apos;s IT to check whom they addressed.</source>
        <translation>收到寄给其他机构的密封内容，已拒绝。请发送方信息技术人员核对收件机构。</translation>
    </message>
    <message>
        <source>No code of a share was found in this picture.</source>
        <translation>图中没有找到份额的二维码。</translation>
    </message>
    <message>
        <source>The printer did not take the sheets. Nothing was kept; make the shares again into a folder or another printer.</source>
        <translation>打印机未接受这些纸页。程序未保存任何内容；请重新制作份额，写入文件夹或改用其他打印机。</translation>
    </message>
    <message>
        <source>This share was not copied rightly: its check value does not fit. Compare every word with the paper.</source>
        <translation>此份额抄录有误：校验值不符。请逐词与纸面核对。</translation>
    </message>
    <message>
        <source>A share has 24 words; {n} were given.</source>
        <translation>一份应有 24 个词，当前为 {n} 个。</translation>
    </message>
    <message>
        <source>These shares do not make this institution&apos;s root key. Check the institution on the papers.</source>
        <translation>这些份额不能恢复本机构的根密钥。请核对纸面上的机构。</translation>
    </message>
    <message>
        <source>This is share {number} twice. A second officer presents another one.</source>
        <translation>两次都是第 {number} 份。请由另一位保管人出示另一份。</translation>
    </message>
    <message>
        <source>Share {one} and share {other} come from different sets. Compare the set numbers on the papers.</source>
        <translation>第 {one} 份与第 {other} 份不属于同一套。请核对纸面上的套号。</translation>
    </message>
    <message>
        <source>Word {n} (&quot;{word}&quot;) is not in the list. Compare it with the paper.</source>
        <translation>第 {n} 个词（“{word}”）不在词表中。请与纸面核对。</translation>
    </message>
    <message>
        <source>New shares are made while the root key lies in the vault. It is no longer there.</source>
        <translation>只有根密钥仍在保险库中时才能制作新的份额。根密钥已不在其中。</translation>
    </message>
    <message>
        <source>This file is no institution card, or it was changed.</source>
        <translation>此文件不是机构名片，或已被改动。</translation>
    </message>
    <message>
        <source>{count} envelopes still wait for this institution. Add --yes to delete them.</source>
        <translation>仍有 {count} 个信封等待该机构领取。加上 --yes 才会删除。</translation>
    </message>
    <message>
        <source>Key and pin are 64 hexadecimal digits each, as &quot;sizhen-hub key&quot; prints them.</source>
        <translation>密钥和证书指纹各为 64 位十六进制数字，即“sizhen-hub key”所显示的内容。</translation>
    </message>
    <message>
        <source>No such institution is admitted. &quot;sizhen-hub list&quot; shows them.</source>
        <translation>没有准入这样的机构。用“sizhen-hub list”查看。</translation>
    </message>
    <message>
        <source>This is the key of this hub itself.</source>
        <translation>这是本中转站自己的密钥。</translation>
    </message>
    <message>
        <source>The setting &quot;{name}&quot; is unknown, or its value is not possible.</source>
        <translation>设置项“{name}”不存在，或其值不可用。</translation>
    </message>
    <message>
        <source>A station is given by its key (64 hexadecimal digits) or its certificate file.</source>
        <translation>工作站以其密钥（64 位十六进制数字）或证书文件指明。</translation>
    </message>
    <message>
        <source>The certificate or key file of the hub cannot be read, or they do not belong together.</source>
        <translation>无法读取中转站的证书或密钥文件，或两者不配对。</translation>
    </message>
    <message>
        <source>The running hub does not know this command; it may be an older version.</source>
        <translation>正在运行的中转站不认识此命令；它可能是旧版本。</translation>
    </message>
    <message>
        <source>The address of a hub begins with wss:// and names a machine.</source>
        <translation>中转站地址以 wss:// 开头，并写明主机名。</translation>
    </message>
    <message>
        <source>Wrong use; see &quot;sizhen-hub --help&quot;.</source>
        <translation>用法有误；请看“sizhen-hub --help”。</translation>
    </message>
    <message>
        <source>Stopped. What was there before is as it was.</source>
        <translation>已停止。原有内容保持不变。</translation>
    </message>
    <message>
        <source>This backup is damaged or was changed ({place}). Nothing was restored. Use an earlier one.</source>
        <translation>这份备份已损坏或被改动（{place}）。没有恢复任何内容。请使用更早的一份。</translation>
    </message>
    <message>
        <source>A backup inside the vault&apos;s own folder would be lost with it. Choose another disk.</source>
        <translation>放在保险库自身文件夹里的备份会与它一同丢失。请选择另一块磁盘。</translation>
    </message>
    <message>
        <source>There is no room left where the backup goes. The last good backup is untouched; free some space there or choose another disk.</source>
        <translation>备份所在位置已无空间。上一份完好的备份未受影响；请腾出空间或选择另一块磁盘。</translation>
    </message>
    <message>
        <source>There is no whole backup in this folder.</source>
        <translation>这个文件夹里没有完整的备份。</translation>
    </message>
    <message>
        <source>The backup was made, but {n} originals of this vault are damaged and are not in it. Check the vault and fetch them from the partner.</source>
        <translation>备份已完成，但本保险库有 {n} 份原件损坏，未收入其中。请检查保险库，并从合作方取回。</translation>
    </message>
    <message>
        <source>This folder keeps the backups of another vault. Choose a folder of its own.</source>
        <translation>这个文件夹存放的是另一个保险库的备份。请另选专用的文件夹。</translation>
    </message>
    <message>
        <source>A backup or a drill is running already. Wait until it is done.</source>
        <translation>备份或恢复演练正在进行。请等它完成。</translation>
    </message>
    <message>
        <source>The folder for the backup cannot be read or written. Is the disk connected? The last good backup is as it was.</source>
        <translation>备份文件夹无法读写。磁盘接好了吗？上一份完好的备份保持不变。</translation>
    </message>
    <message>
        <source>The restore drill failed ({places}). Make a new backup and run the drill again.</source>
        <translation>恢复演练失败（{places}）。请重新备份并再次演练。</translation>
    </message>
    <message>
        <source>The folder to restore into is not empty. Choose a new one.</source>
        <translation>恢复的目标文件夹不是空的。请选择新的文件夹。</translation>
    </message>
    <message>
        <source>The keyring of this desktop does not give the key. Open the vault with the passphrase.</source>
        <translation>本桌面的密钥环没有给出密钥。请用口令打开保险库。</translation>
    </message>
    <message>
        <source>The last passphrase cannot be removed: a paper or a keyring may be lost. Change it instead.</source>
        <translation>最后一个口令不能删除：纸张或密钥环可能遗失。可以改换口令。</translation>
    </message>
    <message>
        <source>This desktop has no keyring service. The vault opens with its passphrase as before.</source>
        <translation>本桌面没有密钥环服务。保险库仍用口令打开。</translation>
    </message>
    <message>
        <source>There is no key slot of this name, or more than one.</source>
        <translation>没有这个名称的密钥槽，或不止一个。</translation>
    </message>
    <message>
        <source>A recovery code has {wanted} digits; {n} were typed. Read it from the paper again.</source>
        <translation>恢复码有 {wanted} 位数字，输入了 {n} 位。请对照纸张重新输入。</translation>
    </message>
    <message>
        <source>Row {row} of the recovery code is not as printed. Compare its six groups.</source>
        <translation>恢复码第 {row} 行与记录不符。请核对该行的六组数字。</translation>
    </message>
    <message>
        <source>This password is not right. Check Caps Lock and the keyboard language. Tries left before the account is locked: {n}.</source>
        <translation>密码不正确。请检查大写锁定和键盘语言。账号锁定前还可尝试 {n} 次。</translation>
    </message>
    <message>
        <source>This code is not right, or it was used already. Wait for the next one. Tries left before the account is locked: {n}.</source>
        <translation>验证码不正确，或已使用过。请等待下一个验证码。账号锁定前还可尝试 {n} 次。</translation>
    </message>
    <message>
        <source>After a wrong try you have to wait a moment: {n} s.</source>
        <translation>输入错误后须稍候：{n} 秒。</translation>
    </message>
    <message>
        <source>This institution asks for a code besides the password. Enrol your authenticator first.</source>
        <translation>本机构除密码外还要求验证码。请先登记您的验证器。</translation>
    </message>
    <message>
        <source>This is not the code that the authenticator shows now. Check the clock of the telephone and try the next code.</source>
        <translation>这不是验证器当前显示的验证码。请检查手机时钟，用下一个验证码再试。</translation>
    </message>
    <message>
        <source>The password has {n} characters; it needs at least {least}.</source>
        <translation>密码为 {n} 个字符，至少需要 {least} 个。</translation>
    </message>
    <message>
        <source>The password must not contain the person&apos;s name.</source>
        <translation>密码不得包含本人姓名。</translation>
    </message>
    <message>
        <source>The password repeats too few different characters.</source>
        <translation>密码中不同的字符过少。</translation>
    </message>
    <message>
        <source>This password is one of the last {n}. Choose another one.</source>
        <translation>该密码属于最近 {n} 个密码之一，请另选一个。</translation>
    </message>
    <message>
        <source>The certificate of {person} is valid from {from} to {to}. Nothing can be signed with it now; ask the administrator to renew it.</source>
        <translation>{person}的证书有效期为 {from} 至 {to}，现在不能用它签署。请联系管理员续发。</translation>
    </message>
    <message>
        <source>The folder for the export must be new or empty.</source>
        <translation>导出文件夹必须是新的或空的。</translation>
    </message>
    <message>
        <source>The two libraries that encrypt (OpenSSL and libsodium) do not agree on this machine. Nothing was opened. Install both from the distribution again.</source>
        <translation>本机上两个加密库（OpenSSL 与 libsodium）的结果不一致。未打开任何内容。请从发行版重新安装这两个库。</translation>
    </message>
    <message>
        <source>Encryption: both libraries give the same bytes</source>
        <translation>加密：两个库给出相同的字节</translation>
    </message>
    <message>
        <source>SQLite does not overwrite what is deleted. Nothing was opened. Install the SQLite this program was built for.</source>
        <translation>SQLite 不会覆盖已删除的内容。未打开任何内容。请安装本程序所对应的 SQLite。</translation>
    </message>
    <message>
        <source>Deleted records are overwritten</source>
        <translation>已删除的记录会被覆盖</translation>
    </message>
    <message>
        <source>This SQLite has no full-text search (FTS5). Nothing was opened. Install the SQLite this program was built for.</source>
        <translation>此 SQLite 没有全文检索（FTS5）。未打开任何内容。请安装本程序所对应的 SQLite。</translation>
    </message>
    <message>
        <source>Full-text search is there</source>
        <translation>具备全文检索</translation>
    </message>
    <message>
        <source>The vault&apos;s log is not kept as it must be (found: {found}), so a power cut could lose records. Nothing was opened. Tell IT.</source>
        <translation>保险库日志的方式不符合要求（当前：{found}），断电可能丢失记录。未打开任何内容。请通知 IT。</translation>
    </message>
    <message>
        <source>Every commit is synced to a sealed log</source>
        <translation>每次提交都同步写入加密日志</translation>
    </message>
    <message>
        <source>The vault&apos;s pages have another shape than this program seals (found: {found}). Nothing was opened. Tell IT.</source>
        <translation>保险库的页格式与本程序的加密格式不同（当前：{found}）。未打开任何内容。请通知 IT。</translation>
    </message>
    <message>
        <source>Pages have room for their seal ({found} bytes)</source>
        <translation>每页留有加密标签的空间（{found} 字节）</translation>
    </message>
    <message>
        <source>Another SQLite is running (of {found}) than this program was built for. Nothing was opened. Install the program and SQLite from the same release.</source>
        <translation>正在运行的 SQLite（{found}）不是本程序编译时所用的版本。未打开任何内容。请安装同一发布中的程序与 SQLite。</translation>
    </message>
    <message>
        <source>SQLite is the one this program was built for ({found})</source>
        <translation>SQLite 与本程序编译时一致（{found}）</translation>
    </message>
    <message>
        <source>This SQLite would write temporary files in clear. Nothing was opened. Install the SQLite this program was built for.</source>
        <translation>此 SQLite 会以明文写临时文件。未打开任何内容。请安装本程序所对应的 SQLite。</translation>
    </message>
    <message>
        <source>Temporary data stays in memory</source>
        <translation>临时数据只在内存中</translation>
    </message>
    <message>
        <source>This SQLite was built for one thread only. Nothing was opened. Install the SQLite this program was built for.</source>
        <translation>此 SQLite 只支持单线程。未打开任何内容。请安装本程序所对应的 SQLite。</translation>
    </message>
    <message>
        <source>SQLite may be used by several threads</source>
        <translation>SQLite 可供多个线程使用</translation>
    </message>
    <message>
        <source>The search for Chinese words could not be set up. Nothing was opened. Install the SQLite this program was built for.</source>
        <translation>无法建立中文检索。未打开任何内容。请安装本程序所对应的 SQLite。</translation>
    </message>
    <message>
        <source>The search for Chinese words is set up</source>
        <translation>中文检索已建立</translation>
    </message>
    <message>
        <source>SQLite {found} was never tried with this program. Nothing was opened. Install a version this program knows, or a newer release of it.</source>
        <translation>本程序从未与 SQLite {found} 一起测试过。未打开任何内容。请安装本程序已知的版本，或更新本程序。</translation>
    </message>
    <message>
        <source>SQLite {found} is known to this program</source>
        <translation>SQLite {found} 为本程序已知版本</translation>
    </message>
    <message>
        <source>The vault was not opened through its seal (found: &quot;{found}&quot;); it would be written in clear. Nothing was opened. Tell IT.</source>
        <translation>保险库未经加密层打开（当前：“{found}”），会以明文写入。未打开任何内容。请通知 IT。</translation>
    </message>
    <message>
        <source>Everything goes through the seal ({found})</source>
        <translation>全部读写都经过加密层（{found}）</translation>
    </message>
    <message>
        <source>The check was stopped before its end.</source>
        <translation>检查在完成前被停止。</translation>
    </message>
    <message>
        <source>The vault&apos;s drive could not be read or written. Nothing that was confirmed is lost. Check its cable and the system&apos;s log, then try again.</source>
        <translation>无法读写保险库所在的磁盘。已确认的内容没有丢失。请检查连线和系统日志，然后重试。</translation>
    </message>
    <message>
        <source>The vault is no longer in its place: its drive was removed or its folder was moved. Nothing more is written. Put it back and start the program again.</source>
        <translation>保险库已不在原处：磁盘被拔出或文件夹被移动。不再写入任何内容。请放回原处后重新启动程序。</translation>
    </message>
    <message>
        <source>The keys that make this station itself are lost in the damage. Restore a backup; nothing was moved.</source>
        <translation>本工作站自身的密钥已损坏丢失。请从备份恢复；未移动任何内容。</translation>
    </message>
    <message>
        <source>The vault lies on a drive that may only be read. Make it writable (an error may have locked it: look into the system&apos;s log), then try again.</source>
        <translation>保险库所在的磁盘为只读。请使其可写（可能因错误被锁定：请查看系统日志），然后重试。</translation>
    </message>
    <message>
        <source>You have approved this already; a second person must approve as well.</source>
        <translation>您已批准，还须由另一人批准。</translation>
    </message>
    <message>
        <source>The certificate lacks: {sections}.</source>
        <translation>证明缺少：{sections}。</translation>
    </message>
    <message>
        <source>State whether this is an outpatient or an inpatient record.</source>
        <translation>请标明是门诊病历还是住院病历。</translation>
    </message>
    <message>
        <source>This record was destroyed after its retention. Its certificate is kept under Archive.</source>
        <translation>该病历已在保存期满后销毁，销毁证明留存在归档中。</translation>
    </message>
    <message>
        <source>Your institution has placed no hold on this record. Only the side that placed a hold lifts it.</source>
        <translation>本机构未对该病历设置保全；保全只能由设置方解除。</translation>
    </message>
    <message>
        <source>This record is not sealed.</source>
        <translation>该病历未封存。</translation>
    </message>
    <message>
        <source>Say which document, where it lies, and for a loan who takes it and why.</source>
        <translation>请写明是哪份文件、存放何处；借出时写明借阅人和理由。</translation>
    </message>
    <message>
        <source>Say who was present when the record was sealed.</source>
        <translation>请写明封存时在场的人员。</translation>
    </message>
    <message>
        <source>Write the supplement.</source>
        <translation>请填写补充内容。</translation>
    </message>
    <message>
        <source>Two different people must approve the destruction first, after the last hold.</source>
        <translation>须先由两名不同人员在最后一次保全之后批准销毁。</translation>
    </message>
    <message>
        <source>{n} keys were given to a partner without a line in the register of releases: {places}.</source>
        <translation>有 {n} 个密钥交给了对方而未在资料发出登记中记录：{places}。</translation>
    </message>
    <message>
        <source>Say what is done with the data received, and under which record law.</source>
        <translation>请说明如何处理已收到的资料及所依据的病历法规。</translation>
    </message>
    <message>
        <source>Two people filled this field at the same time. Choose between both values.</source>
        <translation>两人同时填写了此项，请在两个值中选择。</translation>
    </message>
    <message>
        <source>Say to whom what is given.</source>
        <translation>请写明把什么资料交给谁。</translation>
    </message>
    <message>
        <source>You opened this case yourself. Somebody else reviews it.</source>
        <translation>该病例由您本人打开，须由他人审阅。</translation>
    </message>
    <message>
        <source>This exception was reviewed already.</source>
        <translation>这次应急打开已审阅过。</translation>
    </message>
    <message>
        <source>Signing needs the password given within the last {n} minutes. Give it again.</source>
        <translation>签名前 {n} 分钟内须输入过密码，请再次输入。</translation>
    </message>
    <message>
        <source>{station} of {partner} sent a record dated far ahead ({day}). It is kept, and counts when that time has come. Compare the clocks.</source>
        <translation>{partner} 的 {station} 发来一条时间远超当前的记录（{day}）。已保存，到该时刻才计入。请核对时钟。</translation>
    </message>
    <message>
        <source>Two versions were written at the same time. Compare them on the page where they were written and continue from one of them before anything is signed.</source>
        <translation>有两个版本同时写成。请先在撰写页面比较两者，并以其中之一继续，然后才能签署。</translation>
    </message>
    <message>
        <source>The keyring of this desktop is locked, refuses, or has no key for this vault: unlock it and ask it again, or open the vault with the passphrase.</source>
        <translation>本桌面的密钥环已锁定、拒绝提供，或没有本保险库的密钥：请解锁后再次询问，或用口令打开保险库。</translation>
    </message>
    <message>
        <source>No recovery code was ever made for this vault. It opens with its passphrase alone.</source>
        <translation>本保险库从未生成过恢复码，只能用口令打开。</translation>
    </message>
    <message>
        <source>Row {row} of the recovery code has {wanted} digits; {n} were typed. Compare it with the paper.</source>
        <translation>恢复码第 {row} 行应有 {wanted} 位数字，现输入了 {n} 位。请与纸上核对。</translation>
    </message>
    <message>
        <source>This is a recovery code, but not one of this vault. Look for the paper that was written last, or for the one of this station.</source>
        <translation>这是一个恢复码，但不是本保险库的。请找最近一次写下的那张纸，或本工作站的那张纸。</translation>
    </message>
    <message>
        <source>Line {line} of the file holds no number, or not one for each column.</source>
        <translation>文件第 {line} 行不是数值，或各列不齐。请改正该行。</translation>
    </message>
    <message>
        <source>The file is longer than any recording of a pulse.</source>
        <translation>文件过长，超过任何一次脉搏记录。</translation>
    </message>
    <message>
        <source>The times in the file do not fit the sampling rate given.</source>
        <translation>文件中的时间与所给的采样率不符。</translation>
    </message>
    <message>
        <source>The values need more digits than EDF+ has. Choose another format.</source>
        <translation>数值所需的位数超出 EDF+ 的范围，请选择其他格式。</translation>
    </message>
    <message>
        <source>Name the file to write with --out; a CSV must not end in .json.</source>
        <translation>请用 --out 指定要写入的文件；CSV 文件名不能以 .json 结尾。</translation>
    </message>
    <message>
        <source>The samples are not those that the description beside them was written for.</source>
        <translation>采样数据与其说明文件不符。</translation>
    </message>
    <message>
        <source>The description beside the samples cannot be used: {member} is wrong.</source>
        <translation>采样数据的说明文件无法使用：{member} 有误。</translation>
    </message>
    <message>
        <source>You may not open the instrument&apos;s port. Ask your IT to add your account to the group {group}, then log in again.</source>
        <translation>您无权打开脉诊仪的端口。请信息部门把您的账户加入 {group} 组，然后重新登录。</translation>
    </message>
    <message>
        <source>The program {program} uses the instrument&apos;s port. Close that program.</source>
        <translation>程序 {program} 正在使用脉诊仪的端口。请关闭该程序。</translation>
    </message>
    <message>
        <source>More than one connected instrument fits: {serials}. Unplug the others, or name the serial number of the one you mean.</source>
        <translation>有多台已连接的仪器符合：{serials}。请拔下其他仪器，或指明所用仪器的序列号。</translation>
    </message>
    <message>
        <source>DICOM cannot hold this recording. Choose another format.</source>
        <translation>DICOM 无法容纳这份记录。请选择其他格式。</translation>
    </message>
    <message>
        <source>Choose a format with --format: csv, edf or dicom.</source>
        <translation>请用 --format 指定格式：csv、edf 或 dicom。</translation>
    </message>
    <message>
        <source>Choose the kind of DICOM file with --format dicom --sop: hemodynamic or arterial.</source>
        <translation>请用 --format dicom --sop 指定 DICOM 文件的类型：hemodynamic（血流动力学）或 arterial（动脉脉搏）。</translation>
    </message>
    <message>
        <source>The line to the other end was lost. Call again.</source>
        <translation>与对方的线路已中断。请重新呼叫。</translation>
    </message>
    <message>
        <source>No way to the other end was found in time. Check the network of both rooms, then call again.</source>
        <translation>未能在规定时间内连通对方。请检查双方诊室的网络，然后重新呼叫。</translation>
    </message>
    <message>
        <source>The other end has no way of encoding picture and sound that is known here. Ask its IT to update the program there.</source>
        <translation>对方的音视频编码方式本机均不支持。请联系对方信息技术人员更新其程序。</translation>
    </message>
    <message>
        <source>This program was built without picture and sound. Ask your IT for the full version.</source>
        <translation>本程序不含音视频功能。请联系信息技术人员安装完整版本。</translation>
    </message>
    <message>
        <source>A part for picture and sound is missing on this computer: {part}. Ask your IT to install {package}.</source>
        <translation>本机缺少音视频组件：{part}。请联系信息技术人员安装 {package}。</translation>
    </message>
    <message>
        <source>The other end&apos;s description of the call cannot be understood. Ask its IT to check the program there.</source>
        <translation>无法理解对方发来的通话描述。请联系对方信息技术人员检查其程序。</translation>
    </message>
    <message>
        <source>The other end&apos;s description of the call names no key. Such a call could be overheard: it was refused.</source>
        <translation>对方发来的通话描述未包含密钥，此类通话可能被窃听，已拒绝。</translation>
    </message>
    <message>
        <source>The other end&apos;s description of the call is far too long. It was refused.</source>
        <translation>对方发来的通话描述过长，已拒绝。</translation>
    </message>
    <message>
        <source>A line of the signalling is none of those that are understood. It was left out.</source>
        <translation>信令中有一行无法识别，已忽略。</translation>
    </message>
    <message>
        <source>Picture and sound stopped because of a fault on this computer. Call again; if it happens twice, tell your IT.</source>
        <translation>因本机故障，音视频已停止。请重新呼叫；如再次发生，请告知信息技术人员。</translation>
    </message>
    <message>
        <source>The other end does not hold the key that it announced. The call was ended before anything was shown.</source>
        <translation>对方持有的密钥与其声明的不一致。通话已在显示任何内容之前终止。</translation>
    </message>
    <message>
        <source>Give the last day on which the instrument may be used; it lies in the past.</source>
        <translation>请填写仪器可使用的最后日期；所填日期已过。</translation>
    </message>
    <message>
        <source>Say which instrument was disinfected.</source>
        <translation>请说明消毒的是哪台仪器。</translation>
    </message>
    <message>
        <source>This request was answered already, or is not there.</source>
        <translation>该请求已答复，或不存在。</translation>
    </message>
    <message>
        <source>These marks belong to no pulse recording of this case.</source>
        <translation>这些标注不属于本病例的任何脉图。</translation>
    </message>
    <message>
        <source>Choose what to ask for: a site, a depth, or to hold for up to two minutes.</source>
        <translation>请选择要求：部位、深浅，或保持（最长两分钟）。</translation>
    </message>
    <message>
        <source>{seconds} s were recorded, but they hold only {held} s of samples: the instrument sends fewer than it says. Check its rate and its cable, and take the place again.</source>
        <translation>记录了 {seconds} 秒，但只含 {held} 秒的采样：仪器发送的比声明的少。请检查其采样率和连线，并重取该部。</translation>
    </message>
    <message>
        <source>The partner&apos;s program was started again. The call is over; call again.</source>
        <translation>对方程序已重新启动，本次通话已结束，请重新呼叫。</translation>
    </message>
    <message>
        <source>A call is running already. End it first.</source>
        <translation>已有通话正在进行，请先结束。</translation>
    </message>
    <message>
        <source>The partner is in another call and did not answer. Try again later.</source>
        <translation>对方正在另一通话中，未接听，请稍后再呼叫。</translation>
    </message>
    <message>
        <source>The partner declined the call.</source>
        <translation>对方已拒接。</translation>
    </message>
    <message>
        <source>A colleague at another station declined the call.</source>
        <translation>本机构另一工作站的同事已拒接。</translation>
    </message>
    <message>
        <source>The call was answered at another station.</source>
        <translation>该呼叫已在另一工作站接听。</translation>
    </message>
    <message>
        <source>The call was ended here.</source>
        <translation>本方已结束通话。</translation>
    </message>
    <message>
        <source>The call ended because of a fault on the partner&apos;s computer. Ask them to look at their message, then call again.</source>
        <translation>因对方计算机故障，通话已结束。请对方查看其提示后重新呼叫。</translation>
    </message>
    <message>
        <source>The partner called in the same moment. Their call was answered.</source>
        <translation>双方同时呼叫，已接听对方的呼叫。</translation>
    </message>
    <message>
        <source>The partner ended the call.</source>
        <translation>对方已结束通话。</translation>
    </message>
    <message>
        <source>No picture and no sound have come for two seconds. The call is being restored by itself.</source>
        <translation>已有两秒未收到画面和声音，正在自动恢复通话。</translation>
    </message>
    <message>
        <source>The call could not be restored within a minute. Use the agreed telephone number, then call again.</source>
        <translation>一分钟内未能恢复通话。请先拨打约定的电话号码，再重新呼叫。</translation>
    </message>
    <message>
        <source>The partner called and rang off before anybody answered.</source>
        <translation>对方曾呼叫，接听前已挂断。</translation>
    </message>
    <message>
        <source>It rang there for half a minute and nobody answered.</source>
        <translation>对方响铃半分钟，无人接听。</translation>
    </message>
    <message>
        <source>Calls are made in a case that is scheduled or in session, with its partner.</source>
        <translation>只能在已排期或会诊中的病例内，与其合作方通话。</translation>
    </message>
    <message>
        <source>No station of the partner answered. Is the program open there, and is somebody logged in who is part of the case?</source>
        <translation>对方没有工作站应答。请确认对方程序已打开，且有参与该病例的人员登录。</translation>
    </message>
    <message>
        <source>Nobody is calling in this case.</source>
        <translation>该病例当前没有来电。</translation>
    </message>
    <message>
        <source>The partner&apos;s program does not answer any more. Trying again; use the agreed telephone number if it lasts.</source>
        <translation>对方程序已无响应，正在重试；若持续如此，请拨打约定的电话号码。</translation>
    </message>
    <message>
        <source>The partner&apos;s station refused the call: who called could not be verified there, or is no part of the case.</source>
        <translation>对方工作站拒绝了呼叫：呼叫人未能在对方核实，或不属于该病例。</translation>
    </message>
    <message>
        <source>The call was over before it arrived.</source>
        <translation>该呼叫到达时已结束。</translation>
    </message>
    <message>
        <source>The partner is calling in case {case}. Open the room of the case to answer.</source>
        <translation>对方正在病例 {case} 中呼叫。请打开该病例的会诊室接听。</translation>
    </message>
    <message>
        <source>{partner} told where station {station} can be reached, which their card does not name. It was not taken. Ask their IT whether it is theirs, and for a new card.</source>
        <translation>{partner}告知了工作站 {station} 的地址，但其名片上没有这台工作站，未予采纳。请向对方信息技术人员确认是否为其工作站，并索取新名片。</translation>
    </message>
    <message>
        <source>A physician is with the patient: the session does not pause by itself.</source>
        <translation>有医师陪同患者，会诊不会自动暂停。</translation>
    </message>
    <message>
        <source>Write first what was done in the emergency and how it ended.</source>
        <translation>请先写明急救经过与结果。</translation>
    </message>
    <message>
        <source>Say why the patient must be seen in person, and what you advise.</source>
        <translation>请说明须当面诊查的原因及建议。</translation>
    </message>
    <message>
        <source>These figures of picture and sound cannot be.</source>
        <translation>音视频数据不合理。</translation>
    </message>
    <message>
        <source>No emergency is open in this session.</source>
        <translation>本次会诊没有待处理的紧急情况。</translation>
    </message>
    <message>
        <source>Write at least {n} characters about what was done and how it ended.</source>
        <translation>请至少用{n}个字写明经过与结果。</translation>
    </message>
    <message>
        <source>Marks belong on a picture of this case, inside its edges.</source>
        <translation>标注须位于本病例图像之内。</translation>
    </message>
    <message>
        <source>Write what the patient asked and what was answered.</source>
        <translation>请写明患者的问题与答复。</translation>
    </message>
    <message>
        <source>Say of everybody in the room the name and what they are there for.</source>
        <translation>请写明在场每个人的姓名及身份。</translation>
    </message>
    <message>
        <source>This way of going on is not known here.</source>
        <translation>本机不认识这种备用方式。</translation>
    </message>
    <message>
        <source>Say what the still is to show: tongue, face or a document.</source>
        <translation>请说明拍摄内容：舌、面部或文件。</translation>
    </message>
    <message>
        <source>The summary that was confirmed is damaged.</source>
        <translation>所确认的会诊小结已损坏。</translation>
    </message>
    <message>
        <source>No camera of this room is running. Choose a camera, or send a file.</source>
        <translation>本会诊室没有摄像头在工作。请选择摄像头，或发送文件。</translation>
    </message>
    <message>
        <source>&quot;{text}&quot; is no relay: write turns://user:password@relay.example:443, with # and its fingerprint if it signs for itself.</source>
        <translation>“{text}”不是中继地址：请写 turns://用户:密码@relay.example:443；自签证书须加 # 及其指纹。</translation>
    </message>
    <message>
        <source>The relay for picture and sound was not reached. It is tried again with the next call.</source>
        <translation>无法连接音视频中继，下次通话时重试。</translation>
    </message>
    <message>
        <source>Whoever answers as the relay shows another certificate. Nothing was sent. Compare the fingerprint with whoever runs it.</source>
        <translation>应答的中继出示了另一张证书，未发送任何数据。请与中继管理者核对指纹。</translation>
    </message>
    <message>
        <source>Only an EDF file has signals to choose from. Leave out --channel and --pressure.</source>
        <translation>只有 EDF 文件才有信号可选。请去掉 --channel 和 --pressure。</translation>
    </message>
    <message>
        <source>The annotations of the EDF+ file, which hold its times, are damaged or missing.</source>
        <translation>EDF+ 文件的注释（其中记有时间）已损坏或缺失。</translation>
    </message>
    <message>
        <source>This is a 24-bit BDF file. Save it as EDF+ in the program that wrote it.</source>
        <translation>这是 24 位的 BDF 文件。请在生成它的程序中另存为 EDF+。</translation>
    </message>
    <message>
        <source>The EDF file gives its data records no length, so that no sampling rate is known.</source>
        <translation>EDF 文件没有给出数据记录的时长，无法得知采样率。</translation>
    </message>
    <message>
        <source>The header of the EDF file is damaged: the field “{field}” cannot be right.</source>
        <translation>EDF 文件头已损坏：字段“{field}”的内容不可能正确。</translation>
    </message>
    <message>
        <source>The EDF file has no signal of that name. It holds: {channels}.</source>
        <translation>EDF 文件中没有这个名称的信号。文件中有：{channels}。</translation>
    </message>
    <message>
        <source>The EDF file holds no such signal with 20 to 10,000 samples a second: none can be a pulse.</source>
        <translation>EDF 文件中没有每秒采样 20 至 10,000 次的此类信号：其中不可能有脉搏。</translation>
    </message>
    <message>
        <source>This is not an EDF file.</source>
        <translation>这不是 EDF 文件。</translation>
    </message>
    <message>
        <source>The EDF file does not say what the values of its signal {channel} mean: a range in its header is empty or turned round.</source>
        <translation>EDF 文件没有说明信号 {channel} 的数值含义：文件头中的取值范围为空或上下颠倒。</translation>
    </message>
    <message>
        <source>The length of the EDF file is not what its header says: it was cut short or altered. Copy it again.</source>
        <translation>EDF 文件的长度与文件头不符：文件被截断或改动过。请重新复制该文件。</translation>
    </message>
    <message>
        <source>The times in the EDF file contradict each other: its data records overlap or jump.</source>
        <translation>EDF 文件中的时间相互矛盾：数据记录有重叠或跳跃。</translation>
    </message>
    <message>
        <source>The EDF file says that its recording was never finished. Finish it in the program that wrote it.</source>
        <translation>EDF 文件标明记录尚未结束。请在生成它的程序中结束记录。</translation>
    </message>
    <message>
        <source>{name}: no answer on port {port} over {way}. A firewall may shut it; ask for this port to be opened.</source>
        <translation>{name}：{way}端口{port}无应答，可能被防火墙阻断；请申请开放此端口。</translation>
    </message>
    <message>
        <source>{name}: the name of this host is not known here.</source>
        <translation>{name}：无法解析该主机名。</translation>
    </message>
    <message>
        <source>{name}: nobody listens on port {port} over {way}.</source>
        <translation>{name}：{way}端口{port}无程序监听。</translation>
    </message>
    <message>
        <source>A call is running. Test camera and sound when it is over.</source>
        <translation>正在通话。请在通话结束后再测试摄像头与声音。</translation>
    </message>
    <message>
        <source>This device cannot be opened. Another program may be using it, or it was unplugged.</source>
        <translation>无法打开此设备。可能正被其他程序使用，或已被拔出。</translation>
    </message>
    <message>
        <source>This act about a recording cannot be understood.</source>
        <translation>这条关于录像的记录无法识别。</translation>
    </message>
    <message>
        <source>Not everybody has agreed to the recording: {names}.</source>
        <translation>尚有人未同意录像：{names}。</translation>
    </message>
    <message>
        <source>Each person agrees for themselves, after checking in. What the patient says is written down at the patient&apos;s side, with how it was said.</source>
        <translation>每人签到后各自表示是否同意。患者的意见由患者一方记录，并写明其表达方式。</translation>
    </message>
    <message>
        <source>This recording is damaged or was changed from this place on. Nothing of that is shown.</source>
        <translation>录像自此处起已损坏或被改动，其后内容不予播放。</translation>
    </message>
    <message>
        <source>This recording is not the one that the record of the case names.</source>
        <translation>这份录像与病例记录所载的不是同一份。</translation>
    </message>
    <message>
        <source>The recording cannot be written to the disk and has stopped. What was recorded until then is kept, and the session goes on.</source>
        <translation>录像无法写入磁盘，已停止。此前录下的内容已保留，会诊继续进行。</translation>
    </message>
    <message>
        <source>The disk is full and the recording has stopped. What was recorded until then is kept, and the session goes on. Make room before you record again.</source>
        <translation>磁盘已满，录像已停止。此前录下的内容已保留，会诊继续进行。请先腾出空间再重新录像。</translation>
    </message>
    <message>
        <source>Nothing was recorded before it stopped.</source>
        <translation>停止之前没有录下任何内容。</translation>
    </message>
    <message>
        <source>No call of this case is running that could be recorded.</source>
        <translation>本病例当前没有可录制的通话。</translation>
    </message>
    <message>
        <source>This recording is not at this station. It lies where it was recorded.</source>
        <translation>本工作站没有这份录像。它保存在录制它的工作站上。</translation>
    </message>
    <message>
        <source>A recording already runs at this station. Stop it first.</source>
        <translation>本工作站正在录像。请先停止。</translation>
    </message>
    <message>
        <source>The patient&apos;s screen cannot show that.</source>
        <translation>患者屏幕不能这样显示。</translation>
    </message>
    <message>
        <source>A station asks again and again to join the call. It is not answered for ten seconds.</source>
        <translation>有一个工作站反复请求加入通话，十秒内不再应答。</translation>
    </message>
    <message>
        <source>No call runs in this case that could be joined.</source>
        <translation>本病例当前没有可加入的通话。</translation>
    </message>
    <message>
        <source>The call has no place for another room. Somebody in it must leave first.</source>
        <translation>通话已满，无法再加入诊室。须先有人离开。</translation>
    </message>
    <message>
        <source>Nothing came by {from} for {seconds} s. The call goes on by {to}.</source>
        <translation>{from}线路{seconds}秒没有任何数据。通话改由{to}继续。</translation>
    </message>
    <message>
        <source>{up} Mbit/s go to the partner and {down} Mbit/s come from there.</source>
        <translation>到合作方{up} Mbit/s，来自合作方{down} Mbit/s。</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {seconds} s ahead of the partner&apos;s. Let IT set both to network time.</source>
        <translation>本机时钟比合作方快{seconds}秒。请信息人员把双方都设为网络时间。</translation>
    </message>
    <message>
        <source>The clock is {seconds} s from the partner&apos;s. Let IT set both to network time.</source>
        <translation>时钟与合作方相差{seconds}秒。请信息人员把双方都设为网络时间。</translation>
    </message>
    <message>
        <source>This computer&apos;s clock is {seconds} s behind the partner&apos;s. Let IT set both to network time.</source>
        <translation>本机时钟比合作方慢{seconds}秒。请信息人员把双方都设为网络时间。</translation>
    </message>
    <message>
        <source>The clock is {seconds} s from the partner&apos;s.</source>
        <translation>时钟与合作方相差{seconds}秒。</translation>
    </message>
    <message>
        <source>The partner&apos;s clock is compared as soon as there is a link.</source>
        <translation>线路接通后即与合作方的时钟比对。</translation>
    </message>
    <message>
        <source>Camera and sound did not answer in time. Close other programs that use them; if it stays so, start the computer again.</source>
        <translation>摄像头和声音设备没有及时响应。请关闭占用它们的其他程序；仍然如此时请重新启动计算机。</translation>
    </message>
    <message>
        <source>Only {free} GB are free on the disk: nothing more can be kept safely. Free some space now.</source>
        <translation>磁盘只剩{free} GB，无法再安全保存。请立即腾出空间。</translation>
    </message>
    <message>
        <source>{free} GB are free on the disk.</source>
        <translation>磁盘可用{free} GB。</translation>
    </message>
    <message>
        <source>Only {free} GB are free on the disk. It is enough for today; let IT free some space.</source>
        <translation>磁盘只剩{free} GB。今天够用；请信息人员腾出空间。</translation>
    </message>
    <message>
        <source>The microphone hears the loudspeaker {ms} ms late: the echo is not taken out well. Use a headset, or a loudspeaker on a cable.</source>
        <translation>麦克风晚{ms}毫秒才听到扬声器，回声消除效果不好。请使用耳机或有线扬声器。</translation>
    </message>
    <message>
        <source>Connected directly: round trip {rtt} ms, varying by {jitter} ms, {loss} % sent again.</source>
        <translation>已直接连接：往返{rtt}毫秒，波动{jitter}毫秒，重发{loss}%。</translation>
    </message>
    <message>
        <source>Connected directly, but the way is poor: round trip {rtt} ms, varying by {jitter} ms, {loss} % sent again. Use a cable instead of wireless, and stop large downloads.</source>
        <translation>已直接连接，但线路不佳：往返{rtt}毫秒，波动{jitter}毫秒，重发{loss}%。请用网线代替无线网络，并停止大文件下载。</translation>
    </message>
    <message>
        <source>No partner is paired yet: there is no way to be tried.</source>
        <translation>尚未与任何合作方配对，没有可试的线路。</translation>
    </message>
    <message>
        <source>There is no link to the partner. Is the program open there? &quot;Test the network&quot; on the page Station names a port that is shut.</source>
        <translation>与合作方没有连接。对方的程序打开了吗？“本站”页上的“测试网络”会指出被封的端口。</translation>
    </message>
    <message>
        <source>The partner is reached through the hub.</source>
        <translation>经中转站可到达合作方。</translation>
    </message>
    <message>
        <source>The partner is connected directly.</source>
        <translation>已与合作方直接连接。</translation>
    </message>
    <message>
        <source>{provider}: nothing comes through this provider&apos;s line. Check its router.</source>
        <translation>{provider}：这家供应商的线路不通。请检查其路由器。</translation>
    </message>
    <message>
        <source>{provider}: the first way answered after {ms} ms.</source>
        <translation>{provider}：{ms}毫秒后有应答。</translation>
    </message>
    <message>
        <source>{provider}: this computer has no address in this provider&apos;s network. Is the cable plugged in?</source>
        <translation>{provider}：本机在这家供应商的网络中没有地址。网线插好了吗？</translation>
    </message>
    <message>
        <source>{provider}: no partner&apos;s address or hub is known to try it with.</source>
        <translation>{provider}：没有可用来试通的合作方地址或中转站。</translation>
    </message>
    <message>
        <source>The relay does not answer: where nothing else comes through, there will be no picture and sound.</source>
        <translation>中继没有应答：其他线路不通时将没有画面和声音。</translation>
    </message>
    <message>
        <source>The relay answered after {ms} ms.</source>
        <translation>中继在{ms}毫秒后应答。</translation>
    </message>
    <message>
        <source>A check is running already. Wait until it is done.</source>
        <translation>检查正在进行，请等它完成。</translation>
    </message>
    <message>
        <source>This is no telephone number. Write it as it is dialled from this house, or leave it empty.</source>
        <translation>这不是电话号码。请写成从本院拨打的样子，或留空。</translation>
    </message>
    <message>
        <source>The bandwidth was not measured: the partner is in a call, or was measured just now. Try again in a moment.</source>
        <translation>没有测带宽：合作方正在通话，或刚刚测过。请稍后再试。</translation>
    </message>
    <message>
        <source>The bandwidth was not measured: it is measured on a direct link only.</source>
        <translation>没有测带宽：只在直接连接上测量。</translation>
    </message>
    <message>
        <source>The bandwidth was not measured: the direct link is down.</source>
        <translation>没有测带宽：直接连接已断开。</translation>
    </message>
    <message>
        <source>The bandwidth was not measured: the partner&apos;s program does not answer to it. It may be an older version.</source>
        <translation>没有测带宽：合作方的程序没有回应，可能是旧版本。</translation>
    </message>
    <message>
        <source>This provider cannot be used: &quot;{provider}&quot;. Give each a name of its own and the interface (eth1) or address of this computer that its line ends at; four at most.</source>
        <translation>不能使用这家供应商：“{provider}”。请给每家各起一个名称，并写明其线路接到本机的哪个接口（eth1）或地址；最多四家。</translation>
    </message>
    <message>
        <source>No forwarding server of this institution is known here. Ask your IT to enter it.</source>
        <translation>此处没有登记本机构的转发服务器。请信息科录入。</translation>
    </message>
    <message>
        <source>The forwarding server says what cannot be understood. It is tried again; tell the IT of the institution that runs it.</source>
        <translation>转发服务器发来的内容无法识别。正在重试；请告知运行该服务器的机构的信息科。</translation>
    </message>
    <message>
        <source>The forwarding server has somebody in the room who is not part of this call. That end is neither shown nor heard.</source>
        <translation>转发服务器的房间里有不属于本次通话的一方，对其既不显示也不播放。</translation>
    </message>
    <message>
        <source>This is not the address of a forwarding server: {text}… It looks like wss://secret@forwarder.example:8989#dtls=…&amp;pin=… with 64 hex digits each.</source>
        <translation>这不是转发服务器的地址：{text}… 地址形如 wss://secret@forwarder.example:8989#dtls=…&amp;pin=…，各 64 位十六进制数字。</translation>
    </message>
    <message>
        <source>The forwarding server at {forwarder} cannot be reached. It is dialled again.</source>
        <translation>无法连接转发服务器 {forwarder}，正在重新连接。</translation>
    </message>
    <message>
        <source>The server at {forwarder} does not hold the key of the forwarding server. Nothing was sent there; tell your IT.</source>
        <translation>{forwarder} 上的服务器不持有转发服务器的密钥。未向其发送任何内容；请告知信息科。</translation>
    </message>
    <message>
        <source>For a minute nothing has come through the forwarding server. The call goes on without it, from station to station. Tell the IT of the institution that runs it.</source>
        <translation>转发服务器已有一分钟没有传来任何内容。通话改为工作站之间直连继续进行。请告知设置该服务器机构的信息科。</translation>
    </message>
    <message>
        <source>The patient has not agreed that picture and sound pass through this forwarding server. The call goes on without it.</source>
        <translation>患者尚未同意图像和声音经此转发服务器。通话继续，不经该服务器。</translation>
    </message>
    <message>
        <source>The forwarding server does not let this station into the room. The call goes on without it, from station to station. Tell the IT of the institution that runs it.</source>
        <translation>转发服务器不允许本工作站进入房间。通话改为工作站之间直连继续进行。请告知设置该服务器机构的信息科。</translation>
    </message>
    <message>
        <source>The forwarding server does not let this station open a room. The call goes on without it. Ask your IT to compare the secret of the server.</source>
        <translation>转发服务器不允许本工作站开设房间。通话继续，不经该服务器。请本院信息科核对服务器密语。</translation>
    </message>
    <message>
        <source>The patient has taken back the agreement to the forwarding server. The call goes on without it, from station to station.</source>
        <translation>患者已撤回对转发服务器的同意。通话改为工作站之间直连继续进行。</translation>
    </message>
    <message>
        <source>Write how the patient agreed to the forwarding server, and whose server it is.</source>
        <translation>请写明患者如何表示同意转发服务器，以及是哪家机构的服务器。</translation>
    </message>
    <message>
        <source>The forwarding server shows another key than its institution announced. Nothing was sent there; the call goes on without it. Tell the IT of the institution that runs it.</source>
        <translation>转发服务器出示的密钥与其机构所公布的不符。没有向其发送任何内容；通话继续，不经该服务器。请告知设置该服务器机构的信息科。</translation>
    </message>
    <message>
        <source>The file holds no values that can be a pulse: none, too large ones, or a sampling rate that no instrument has.</source>
        <translation>文件中没有可作为脉搏的数值：没有数值、数值过大，或采样率不是任何仪器所有。</translation>
    </message>
    <message>
        <source>Give the time as 2026-11-28T14:05:00+01:00.</source>
        <translation>请按2026-11-28T14:05:00+01:00的格式填写时间。</translation>
    </message>
    <message>
        <source>State the sampling rate of the file: 20 to 10,000 a second.</source>
        <translation>请填写文件的采样率：每秒20至10000次。</translation>
    </message>
    <message>
        <source>The EDF file holds several signals. Say which one is the pulse: {channels}.</source>
        <translation>EDF 文件中有多个信号。请指明哪个是脉搏信号：{channels}。</translation>
    </message>
    <message>
        <source>The signal named as pressure must be another than the pulse, and sampled as often.</source>
        <translation>指定为压力的信号不能是脉搏信号本身，且采样率必须与脉搏信号相同。</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>病例</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Term</source>
        <translation>术语</translation>
    </message>
</context>
<context>
    <name>HealthText</name>
    <message>
        <source>Pulse instrument</source>
        <translation>脉象仪</translation>
    </message>
    <message>
        <source>Link to the partner</source>
        <translation>与合作方的连接</translation>
    </message>
    <message>
        <source>Vault</source>
        <translation>数据保险库</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Uninterruptible supply</source>
        <translation>不间断电源</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>The instrument is connected and ready.</source>
        <translation>脉象仪已连接，可以使用。</translation>
    </message>
    <message>
        <source>No instrument is set up at this station.</source>
        <translation>本工作站未配置脉象仪。</translation>
    </message>
    <message>
        <source>The instrument is being looked for.</source>
        <translation>正在查找脉象仪。</translation>
    </message>
    <message>
        <source>A pulse is being recorded.</source>
        <translation>正在记录脉图。</translation>
    </message>
    <message>
        <source>The instrument does not answer. Check its cable; it reconnects by itself.</source>
        <translation>脉象仪没有应答。请检查连线，恢复后自动重新连接。</translation>
    </message>
    <message>
        <source>{partner} is connected and verified.</source>
        <translation>{partner}已连接并通过核验。</translation>
    </message>
    <message>
        <source>Connecting to {partner}.</source>
        <translation>正在连接{partner}。</translation>
    </message>
    <message>
        <source>{partner} cannot be reached. Everything is kept and sent when the line is back.</source>
        <translation>无法连接{partner}。所有内容均已保存，线路恢复后自动发送。</translation>
    </message>
    <message>
        <source>No partner is paired yet.</source>
        <translation>尚未与合作方配对。</translation>
    </message>
    <message>
        <source>Open; everything is saved encrypted.</source>
        <translation>已打开，所有内容均加密保存。</translation>
    </message>
    <message>
        <source>Checked: nothing is damaged.</source>
        <translation>检查完毕，没有损坏。</translation>
    </message>
    <message>
        <source>The clock agrees with the partner&apos;s.</source>
        <translation>时钟与合作方一致。</translation>
    </message>
    <message>
        <source>The clock differs from the partner&apos;s by {seconds} s.</source>
        <translation>时钟与合作方相差{seconds}秒。</translation>
    </message>
    <message>
        <source>{free} free.</source>
        <translation>剩余空间{free}。</translation>
    </message>
    <message>
        <source>Only {free} free. Make room before the next session.</source>
        <translation>剩余空间仅{free}，请在下次会诊前清理。</translation>
    </message>
    <message>
        <source>The disk is full. Saving is refused until there is room.</source>
        <translation>磁盘已满，释放空间前不能保存。</translation>
    </message>
    <message>
        <source>Not present (practice).</source>
        <translation>未配备（练习）。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>working</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>需注意</translation>
    </message>
    <message>
        <source>not working</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>not present</source>
        <translation>未配备</translation>
    </message>
    <message>
        <source>Nothing has been heard of it yet.</source>
        <translation>尚无任何消息。</translation>
    </message>
    <message>
        <source>State: %1</source>
        <translation>状态：%1</translation>
    </message>
    <message>
        <source>Our other stations</source>
        <translation>本机构其他工作站</translation>
    </message>
    <message>
        <source>All other stations of this institution are connected ({n} of {all}).</source>
        <translation>本机构其他工作站均已连接（{n}/{all}）。</translation>
    </message>
    <message>
        <source>Connected: {n} of {all} other stations of this institution.</source>
        <translation>已连接本机构其他工作站 {n}/{all}。</translation>
    </message>
    <message>
        <source>No other station of this institution can be reached. Work goes on; everything is exchanged when one is back.</source>
        <translation>本机构其他工作站均无法连接。工作可继续；恢复后自动交换全部记录。</translation>
    </message>
    <message>
        <source>{partner} is reached through the hub; everything is confirmed.</source>
        <translation>经中转站与 {partner} 相通；全部内容均已确认。</translation>
    </message>
    <message>
        <source>Root key</source>
        <translation>根密钥</translation>
    </message>
    <message>
        <source>The root key still lies in this vault. Make the three shares and take it off this machine.</source>
        <translation>根密钥仍在本保险库中。请制作三份份额，并将其移出本机。</translation>
    </message>
    <message>
        <source>Off this machine, with the officers.</source>
        <translation>不在本机，由保管人持有。</translation>
    </message>
    <message>
        <source>Presented by two officers; wiped at {until}.</source>
        <translation>已由两位保管人出示，{until} 清除。</translation>
    </message>
    <message>
        <source>Valid until {day}.</source>
        <translation>有效期至 {day}。</translation>
    </message>
    <message>
        <source>They end on {day}. Two officers renew them on the page &quot;Root key&quot;.</source>
        <translation>将于 {day} 到期。请两位保管人在“根密钥”页更新。</translation>
    </message>
    <message>
        <source>They ended on {day}: partners refuse this station. Two officers renew them on the page &quot;Root key&quot;.</source>
        <translation>已于 {day} 到期，合作方将拒绝本站。请两位保管人在“根密钥”页更新。</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>恢复演练</translation>
    </message>
    <message>
        <source>Age of the vault</source>
        <translation>保险库新旧</translation>
    </message>
    <message>
        <source>As new as this machine last saw it.</source>
        <translation>与本机上次所见一样新。</translation>
    </message>
    <message>
        <source>This machine has not seen this vault before, so it cannot compare its age.</source>
        <translation>本机以前没有见过这个保险库，无法比较新旧。</translation>
    </message>
    <message>
        <source>This vault is older than what this machine last saw: an old copy was put back. The partners are asked for what is missing. Find out who did it.</source>
        <translation>这个保险库比本机上次所见的旧：有人放回了旧副本。正在向合作方索取缺少的内容。请查明是谁所为。</translation>
    </message>
    <message>
        <source>This vault is older than what {partner} has seen of it: an old copy was put back. What is missing is being fetched. Find out who did it.</source>
        <translation>这个保险库比{partner}所见过的旧：有人放回了旧副本。正在取回缺少的内容。请查明是谁所为。</translation>
    </message>
    <message>
        <source>{n} of our own records came back from {partner}.</source>
        <translation>已从{partner}取回本机构自己的 {n} 条记录。</translation>
    </message>
    <message>
        <source>An old copy was put back on {when}.</source>
        <translation>{when} 发现被放回旧副本。</translation>
    </message>
    <message>
        <source>Restored from a backup on {when}.</source>
        <translation>{when} 从备份恢复。</translation>
    </message>
    <message>
        <source>There is no backup of this vault yet.</source>
        <translation>这个保险库还没有备份。</translation>
    </message>
    <message>
        <source>The last good backup is in {place}.</source>
        <translation>最近一份完好的备份在 {place}。</translation>
    </message>
    <message>
        <source>No backup was ever restored for a trial.</source>
        <translation>从未试过恢复备份。</translation>
    </message>
    <message>
        <source>The last backup that was tried could be restored whole.</source>
        <translation>最近演练的备份可以完整恢复。</translation>
    </message>
    <message>
        <source>No restore was tried for {n} days.</source>
        <translation>已有 {n} 天没有做恢复演练。</translation>
    </message>
    <message>
        <source>Saved vault</source>
        <translation>抢救的保险库</translation>
    </message>
    <message>
        <source>Every page and record is being checked: {percent} %.</source>
        <translation>正在检查每一页和每条记录：{percent} %。</translation>
    </message>
    <message>
        <source>{entries} records were saved from the damaged vault; {n} places are missing and are asked from the partners. The damaged one is kept: {folder}</source>
        <translation>已从损坏的保险库中救出 {entries} 条记录；缺失 {n} 处，正向合作机构索取。损坏的保险库保留在：{folder}</translation>
    </message>
    <message>
        <source>All {entries} records were saved from the damaged vault. It is kept: {folder}</source>
        <translation>已从损坏的保险库中救出全部 {entries} 条记录。损坏的保险库保留在：{folder}</translation>
    </message>
    <message>
        <source>The vault could not be checked to the end. Look into the log below.</source>
        <translation>保险库未能检查完毕。请查看下方日志。</translation>
    </message>
    <message>
        <source>{partner} cannot be reached. What waits here ({n}) is sent when a line is back.</source>
        <translation>无法联系 {partner}。{n} 项内容保存在本站，线路恢复后发送。</translation>
    </message>
    <message>
        <source>{partner} is reached through the hub; not confirmed yet: {n}.</source>
        <translation>通过中转站联系 {partner}；{n} 项尚未确认。</translation>
    </message>
    <message>
        <source>Damage was found (places: {n}). Restore from a backup; nothing was changed.</source>
        <translation>发现 {n} 处损坏。请从备份恢复；未作任何更改。</translation>
    </message>
    <message>
        <source>The last restore drill failed (places: {n}). Make a new backup now.</source>
        <translation>最近一次恢复演练有 {n} 处失败。请立即重新备份。</translation>
    </message>
    <message>
        <source>This station&apos;s clock was ahead. Partners keep what it writes and count it from {until}.</source>
        <translation>本工作站时钟曾走快。合作方会保存其写入的内容，并自 {until} 起计入。</translation>
    </message>
    <message>
        <source>The instrument says it sends {declared} samples a second, but sends {measured}. Times measured with it are wrong: have it checked.</source>
        <translation>仪器声称每秒发送 {declared} 个采样，实际为 {measured} 个。用它测得的时间不准：请送检。</translation>
    </message>
    <message>
        <source>The instrument&apos;s buffer ran over: samples are missing. Close other programs that load this computer.</source>
        <translation>仪器的缓冲区溢出，缺失部分采样。请关闭占用本机资源的其他程序。</translation>
    </message>
    <message>
        <source>The instrument&apos;s emergency stop was pressed. Look after the patient first.</source>
        <translation>仪器的急停按钮已被按下。请先照看患者。</translation>
    </message>
    <message>
        <source>{name} was due for inspection on {due}. What it measures may be off: have it inspected.</source>
        <translation>{name} 应于 {due} 前检定，现已逾期。测量结果可能有偏差：请安排检定。</translation>
    </message>
    <message>
        <source>What the instrument sends cannot be written to the disk. The recording goes on; make room on the disk before the next one.</source>
        <translation>仪器发送的原始数据无法写入磁盘。本次记录继续进行；请在下一次记录之前腾出磁盘空间。</translation>
    </message>
    <message>
        <source>Network providers</source>
        <translation>网络供应商</translation>
    </message>
    <message>
        <source>{active} is used; every other line answers, too.</source>
        <translation>正在使用{active}；其余线路也有应答。</translation>
    </message>
    <message>
        <source>Nothing comes through the line of: {dead}. In a call there would be no second way.</source>
        <translation>以下供应商的线路不通：{dead}。通话时将没有第二条路。</translation>
    </message>
</context>
<context>
    <name>MediaText</name>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Tongue camera</source>
        <translation>舌象摄像头</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Loudspeaker</source>
        <translation>扬声器</translation>
    </message>
    <message>
        <source>Practice patient</source>
        <translation>练习患者</translation>
    </message>
    <message>
        <source>%1 (made by a program)</source>
        <translation>%1（由程序生成）</translation>
    </message>
    <message>
        <source>What the system uses: %1</source>
        <translation>系统默认：%1</translation>
    </message>
    <message>
        <source>What the system uses: nothing is connected</source>
        <translation>系统默认：未连接任何设备</translation>
    </message>
    <message>
        <source>The microphone heard the test sound.</source>
        <translation>麦克风听到了测试音。</translation>
    </message>
    <message>
        <source>The microphone works.</source>
        <translation>麦克风正常。</translation>
    </message>
    <message>
        <source>The camera works.</source>
        <translation>摄像头正常。</translation>
    </message>
    <message>
        <source>The microphone gives no sound at all. Check its switch and the system&apos;s mixer.</source>
        <translation>麦克风完全没有声音。请检查其开关和系统音量设置。</translation>
    </message>
    <message>
        <source>The microphone did not hear the test sound. If you did, it is only far from the loudspeaker; else turn the loudspeaker up.</source>
        <translation>麦克风没有听到测试音。若您能听到，则只是麦克风离扬声器较远；否则请调高扬声器音量。</translation>
    </message>
    <message>
        <source>The camera gives no picture. Unplug it and plug it in again.</source>
        <translation>摄像头没有画面。请拔出后重新插入。</translation>
    </message>
    <message>
        <source>The camera gives too few pictures. Give it more light, or a port of its own.</source>
        <translation>摄像头画面过少。请增加光线，或单独使用一个接口。</translation>
    </message>
    <message>
        <source>The camera&apos;s picture is too small to see a face well.</source>
        <translation>摄像头画面太小，看不清面部。</translation>
    </message>
    <message>
        <source>No camera is connected: the partner does not see you.</source>
        <translation>未连接摄像头：对方看不到您。</translation>
    </message>
    <message>
        <source>No tongue camera is chosen.</source>
        <translation>未选择舌象摄像头。</translation>
    </message>
    <message>
        <source>No microphone is connected: the partner does not hear you.</source>
        <translation>未连接麦克风：对方听不到您。</translation>
    </message>
    <message>
        <source>No loudspeaker is connected: you do not hear the partner.</source>
        <translation>未连接扬声器：您听不到对方。</translation>
    </message>
    <message>
        <source>The camera was unplugged: the partner does not see you. Plug it in again; it is used at once.</source>
        <translation>摄像头已被拔出：对方看不到您。重新插入后立即使用。</translation>
    </message>
    <message>
        <source>The tongue camera was unplugged.</source>
        <translation>舌象摄像头已被拔出。</translation>
    </message>
    <message>
        <source>The microphone was unplugged: the partner does not hear you. Plug it in again; it is used at once.</source>
        <translation>麦克风已被拔出：对方听不到您。重新插入后立即使用。</translation>
    </message>
    <message>
        <source>The loudspeaker was unplugged: you do not hear the partner. Plug it in again; it is used at once.</source>
        <translation>扬声器已被拔出：您听不到对方。重新插入后立即使用。</translation>
    </message>
    <message>
        <source>The camera cannot be opened. Another program may be using it.</source>
        <translation>无法打开摄像头。可能正被其他程序使用。</translation>
    </message>
    <message>
        <source>The microphone cannot be opened. Another program may be using it.</source>
        <translation>无法打开麦克风。可能正被其他程序使用。</translation>
    </message>
    <message>
        <source>The loudspeaker cannot be opened. Another program may be using it.</source>
        <translation>无法打开扬声器。可能正被其他程序使用。</translation>
    </message>
    <message>
        <source>Your camera is not connected; %1 is used for so long.</source>
        <translation>您的摄像头未连接，暂用 %1。</translation>
    </message>
    <message>
        <source>Your microphone is not connected; %1 is used for so long.</source>
        <translation>您的麦克风未连接，暂用 %1。</translation>
    </message>
    <message>
        <source>Your loudspeaker is not connected; %1 is used for so long.</source>
        <translation>您的扬声器未连接，暂用 %1。</translation>
    </message>
    <message>
        <source>The partner gets the practice patient instead of you.</source>
        <translation>对方看到和听到的是练习患者，而不是您。</translation>
    </message>
    <message>
        <source>Your microphone is off: the partner does not hear you.</source>
        <translation>您的麦克风已关闭：对方听不到您。</translation>
    </message>
    <message>
        <source>Your camera is off: the partner does not see you.</source>
        <translation>您的摄像头已关闭：对方看不到您。</translation>
    </message>
    <message>
        <source>You are speaking, and your microphone is off.</source>
        <translation>您正在说话，但麦克风已关闭。</translation>
    </message>
    <message>
        <source>You are speaking, and nothing of it leaves this computer.</source>
        <translation>您正在说话，但声音没有从本机发出。</translation>
    </message>
    <message>
        <source>The partner does not hear you: no sound arrives there.</source>
        <translation>对方听不到您：声音没有到达对方。</translation>
    </message>
    <message>
        <source>You do not hear the partner: their sound does not arrive here.</source>
        <translation>您听不到对方：对方的声音没有到达这里。</translation>
    </message>
    <message>
        <source>Your camera gives only %1 pictures a second.</source>
        <translation>您的摄像头每秒只有 %1 幅画面。</translation>
    </message>
    <message>
        <source>Your camera&apos;s picture is only %1 × %2.</source>
        <translation>您的摄像头画面仅为 %1 × %2。</translation>
    </message>
    <message>
        <source>The partner has no microphone that works.</source>
        <translation>对方没有可用的麦克风。</translation>
    </message>
    <message>
        <source>The partner has switched microphone and camera off.</source>
        <translation>对方已关闭麦克风和摄像头。</translation>
    </message>
    <message>
        <source>The partner has switched the microphone off.</source>
        <translation>对方已关闭麦克风。</translation>
    </message>
    <message>
        <source>The partner has no camera that works.</source>
        <translation>对方没有可用的摄像头。</translation>
    </message>
    <message>
        <source>The partner has switched the camera off.</source>
        <translation>对方已关闭摄像头。</translation>
    </message>
</context>
<context>
    <name>Originals</name>
    <message>
        <source>Choose a picture or a paper</source>
        <translation>选择图像或文件</translation>
    </message>
    <message>
        <source>Pictures and papers (*.jpg *.jpeg *.png *.webp *.pdf)</source>
        <translation>图像与文件 (*.jpg *.jpeg *.png *.webp *.pdf)</translation>
    </message>
</context>
<context>
    <name>PatientText</name>
    <message>
        <source>%1, %2</source>
        <comment>sex and country</comment>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n years, %2</source>
        <translation>
            <numerusform>%1，%n 岁，%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlaceText</name>
    <message>
        <source>page %1 of the vault</source>
        <translation>保险库第 %1 页</translation>
    </message>
    <message>
        <source>block %1 of the vault&apos;s log</source>
        <translation>保险库日志第 %1 块</translation>
    </message>
    <message>
        <source>the beginning of the vault&apos;s log</source>
        <translation>保险库日志的开头</translation>
    </message>
    <message>
        <source>copy %1 of the key file</source>
        <translation>密钥文件第 %1 份</translation>
    </message>
    <message>
        <source>the key file</source>
        <translation>密钥文件</translation>
    </message>
    <message>
        <source>original %1…</source>
        <translation>原件 %1…</translation>
    </message>
    <message>
        <source>record %1 of chain %2…</source>
        <translation>链 %2… 的第 %1 条记录</translation>
    </message>
    <message>
        <source>the record before number %1 of chain %2…</source>
        <translation>链 %2… 第 %1 条之前的记录</translation>
    </message>
    <message>
        <source>the order of the records (the seals hold)</source>
        <translation>记录的顺序（加密标签完好）</translation>
    </message>
    <message>
        <source>the search index (it can be made again)</source>
        <translation>检索索引（可以重建）</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between places</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1，另有 %n 处</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PulseBands</name>
    <message>
        <source>floating 浮</source>
        <translation>浮</translation>
    </message>
    <message>
        <source>middle 中</source>
        <translation>中</translation>
    </message>
    <message>
        <source>deep 沉</source>
        <translation>沉</translation>
    </message>
    <message>
        <source>fl.</source>
        <comment>floating, in a narrow place</comment>
        <translation>浮</translation>
    </message>
    <message>
        <source>mid.</source>
        <comment>middle, in a narrow place</comment>
        <translation>中</translation>
    </message>
    <message>
        <source>deep</source>
        <comment>in a narrow place</comment>
        <translation>沉</translation>
    </message>
</context>
<context>
    <name>PulseBeatMarks</name>
    <message>
        <source>foot</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1: not seen</source>
        <translation>%1：未见</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>h1 %1 · t1 %2</source>
        <translation>h1 %1 · t1 %2</translation>
    </message>
    <message>
        <source>h2 %1, %2 of h1 · t2 %3</source>
        <translation>h2 %1，为h1的%2 · t2 %3</translation>
    </message>
    <message>
        <source>h3 %1, %2 of h1 · t3 %3</source>
        <translation>h3 %1，为h1的%2 · t3 %3</translation>
    </message>
    <message>
        <source>h4 %1, %2 of h1 · t4 %3 · t5 %4</source>
        <translation>h4 %1，为h1的%2 · t4 %3 · t5 %4</translation>
    </message>
    <message>
        <source>h5 %1 above the notch · %2 from the foot</source>
        <translation>h5 高于降中峡%1 · 距起点%2</translation>
    </message>
    <message>
        <source>t %1</source>
        <translation>t %1</translation>
    </message>
    <message>
        <source>w %1</source>
        <translation>w %1</translation>
    </message>
    <message>
        <source>w: not seen</source>
        <translation>w：未见</translation>
    </message>
</context>
<context>
    <name>PulseHands</name>
    <message>
        <source>mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>partner&apos;s</source>
        <translation>对方的</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>仪器测得</translation>
    </message>
</context>
<context>
    <name>PulseText</name>
    <message>
        <source>Left guan</source>
        <translation>左关</translation>
    </message>
    <message>
        <source>Left cun</source>
        <translation>左寸</translation>
    </message>
    <message>
        <source>Left chi</source>
        <translation>左尺</translation>
    </message>
    <message>
        <source>Right guan</source>
        <translation>右关</translation>
    </message>
    <message>
        <source>Right cun</source>
        <translation>右寸</translation>
    </message>
    <message>
        <source>Right chi</source>
        <translation>右尺</translation>
    </message>
    <message>
        <source>Samples are missing. Check the cable, then take it again.</source>
        <translation>缺少采样。请检查连线后重新采集。</translation>
    </message>
    <message>
        <source>The sensor feels no pulse. Move it onto the artery.</source>
        <translation>传感器未感到脉搏。请移至桡动脉上。</translation>
    </message>
    <message>
        <source>The wave is cut off at the top or bottom. Press lighter.</source>
        <translation>波形顶部或底部被截断。请减轻压力。</translation>
    </message>
    <message>
        <source>The hand or the sensor moved. Hold still, then take it again.</source>
        <translation>手或传感器移动了。请保持不动后重新采集。</translation>
    </message>
    <message>
        <source>Too few beats. Hold longer.</source>
        <translation>脉搏数太少。请延长采集时间。</translation>
    </message>
    <message>
        <source>h1 main wave, above the line from foot to foot</source>
        <translation>h1 主波（高于两足连线）</translation>
    </message>
    <message>
        <source>h3 tidal wave, above the line from foot to foot</source>
        <translation>h3 重搏前波（高于两足连线）</translation>
    </message>
    <message>
        <source>h4 dicrotic notch, above the line from foot to foot</source>
        <translation>h4 降中峡（高于两足连线）</translation>
    </message>
    <message>
        <source>h5 dicrotic wave, above the notch</source>
        <translation>h5 重搏波（高于降中峡）</translation>
    </message>
    <message>
        <source>t1 foot to main peak</source>
        <translation>t1 足至主峰</translation>
    </message>
    <message>
        <source>t4 foot to notch</source>
        <translation>t4 足至降中峡</translation>
    </message>
    <message>
        <source>t5 notch to the next foot</source>
        <translation>t5 降中峡至下一足</translation>
    </message>
    <message>
        <source>t period</source>
        <translation>t 周期</translation>
    </message>
    <message>
        <source>w1 width at the upper third</source>
        <translation>w1 主波上三分之一处宽度</translation>
    </message>
    <message>
        <source>h3 : h1</source>
        <translation>h3 : h1</translation>
    </message>
    <message>
        <source>h4 : h1</source>
        <translation>h4 : h1</translation>
    </message>
    <message>
        <source>w1 : t</source>
        <translation>w1 : t</translation>
    </message>
    <message>
        <source>cannot be measured: too noisy</source>
        <translation>无法测量：噪声过大</translation>
    </message>
    <message>
        <source>cannot be measured: too few beats</source>
        <translation>无法测量：脉搏数太少</translation>
    </message>
    <message>
        <source>merged with the main wave</source>
        <translation>与主波融合</translation>
    </message>
    <message>
        <source>no notch can be seen</source>
        <translation>看不到降中峡</translation>
    </message>
    <message>
        <source>no separate dicrotic wave</source>
        <translation>没有独立的重搏波</translation>
    </message>
    <message>
        <source>cun 寸</source>
        <translation>寸</translation>
    </message>
    <message>
        <source>guan 关</source>
        <translation>关</translation>
    </message>
    <message>
        <source>chi 尺</source>
        <translation>尺</translation>
    </message>
    <message>
        <source>samples missing</source>
        <translation>缺少采样</translation>
    </message>
    <message>
        <source>no contact</source>
        <translation>未接触</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>截断</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>unlike the others</source>
        <translation>与其他波形不同</translation>
    </message>
    <message>
        <source>early or late</source>
        <translation>过早或过晚</translation>
    </message>
    <message>
        <source>noisy</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>rhythm cannot be measured</source>
        <translation>节律无法测量</translation>
    </message>
    <message>
        <source>regular</source>
        <translation>节律整齐</translation>
    </message>
    <message>
        <source>irregular</source>
        <translation>节律不齐</translation>
    </message>
    <message numerus="yes">
        <source>pauses, %n in number, at no fixed distance</source>
        <translation>
            <numerusform>歇止 %n 次，无定数</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>pauses, %n in number, at a fixed distance</source>
        <translation>
            <numerusform>歇止 %n 次，有定数</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the names of pulses</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>cannot be measured</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>A measurement for the physician&apos;s use, not a diagnosis.</source>
        <translation>测量结果供医师参考，不是诊断。</translation>
    </message>
    <message>
        <source>counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Best pressure</source>
        <translation>最佳取压</translation>
    </message>
    <message>
        <source>It did not count: the pressure changed.</source>
        <translation>此段不计：压力有变。</translation>
    </message>
    <message>
        <source>It did not count: the sensor lost the pulse.</source>
        <translation>此段不计：传感器未触及脉搏。</translation>
    </message>
    <message>
        <source>It did not count: the hand or the wrist moved.</source>
        <translation>此段不计：手或腕部有移动。</translation>
    </message>
    <message>
        <source>instrument overdue for inspection</source>
        <translation>仪器检定过期</translation>
    </message>
    <message>
        <source>instrument not disinfected</source>
        <translation>仪器未消毒</translation>
    </message>
    <message>
        <source>unverified: %1</source>
        <translation>未核验：%1</translation>
    </message>
</context>
<context>
    <name>RecordingText</name>
    <message>
        <source>stopped by a person</source>
        <translation>由人员停止</translation>
    </message>
    <message>
        <source>not everybody agreed any more</source>
        <translation>不再是所有人都同意</translation>
    </message>
    <message>
        <source>the session was over</source>
        <translation>会诊已结束</translation>
    </message>
    <message>
        <source>the call was over</source>
        <translation>通话已结束</translation>
    </message>
    <message>
        <source>the disk was full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the disk could not be written</source>
        <translation>磁盘无法写入</translation>
    </message>
    <message>
        <source>the program or the machine stopped</source>
        <translation>程序或计算机中断</translation>
    </message>
    <message>
        <source>Picture of the inviting side</source>
        <translation>邀请方画面</translation>
    </message>
    <message>
        <source>Picture of the invited side</source>
        <translation>受邀方画面</translation>
    </message>
    <message>
        <source>Sound of the inviting side</source>
        <translation>邀请方声音</translation>
    </message>
    <message>
        <source>Sound of the invited side</source>
        <translation>受邀方声音</translation>
    </message>
    <message>
        <source>The patient agreed to recording</source>
        <translation>患者同意录像</translation>
    </message>
    <message>
        <source>The patient does not agree to recording</source>
        <translation>患者不同意录像</translation>
    </message>
    <message>
        <source>Agreed to recording</source>
        <translation>同意录像</translation>
    </message>
    <message>
        <source>Does not agree to recording</source>
        <translation>不同意录像</translation>
    </message>
    <message>
        <source>Interpreter into %1</source>
        <translation>口译（%1）</translation>
    </message>
    <message>
        <source>somebody came into the call; a further recording goes on</source>
        <translation>有人加入通话；另起一段录像继续</translation>
    </message>
</context>
<context>
    <name>SafekeepingWords</name>
    <message>
        <source>Safekeeping</source>
        <translation>保管</translation>
    </message>
    <message>
        <source>The backup is made and whole.</source>
        <translation>备份已完成，内容完整。</translation>
    </message>
    <message>
        <source>The restore drill passed: the last backup can be restored whole.</source>
        <translation>恢复演练通过：最近的备份可以完整恢复。</translation>
    </message>
    <message>
        <source>The passphrase is changed. No page of the vault had to be written.</source>
        <translation>口令已更换。保险库无需重写任何一页。</translation>
    </message>
    <message>
        <source>The recovery code opens this vault from now on. Lock the paper away.</source>
        <translation>恢复码从现在起可以打开这个保险库。请把纸锁好。</translation>
    </message>
    <message>
        <source>The keyring of this desktop can open the vault from now on.</source>
        <translation>从现在起，本桌面的密钥环可以打开保险库。</translation>
    </message>
    <message>
        <source>This way into the vault is closed.</source>
        <translation>这个开启方式已关闭。</translation>
    </message>
</context>
<context>
    <name>ScreenNames</name>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Patients</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Partners</source>
        <translation>合作方</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工作站</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>病例</translation>
    </message>
    <message>
        <source>Pulse</source>
        <translation>脉诊</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>Root key</source>
        <translation>根密钥</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Access log</source>
        <translation>访问日志</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>会诊室</translation>
    </message>
</context>
<context>
    <name>StepText</name>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>知情同意</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>Look and tongue</source>
        <translation>望诊与舌诊</translation>
    </message>
    <message>
        <source>Listen and smell</source>
        <translation>闻诊</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>问诊</translation>
    </message>
    <message>
        <source>Palpate and pulse</source>
        <translation>切诊与脉图</translation>
    </message>
    <message>
        <source>Both sides&apos; findings</source>
        <translation>双方四诊结果</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会诊</translation>
    </message>
    <message>
        <source>Opinion and report</source>
        <translation>意见与报告</translation>
    </message>
    <message>
        <source>Decision and plan</source>
        <translation>决定与方案</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>can be done now</source>
        <translation>现在可做</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>尚不能</translation>
    </message>
    <message>
        <source>later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答复</translation>
    </message>
    <message>
        <source>Physician and time</source>
        <translation>医师与时间</translation>
    </message>
</context>
<context>
    <name>SummaryText</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>四诊记录%n条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) or document(s)</source>
        <translation>
            <numerusform>图像或文件%n份</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pulse recording(s)</source>
        <translation>
            <numerusform>脉图%n份</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>记录%n条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) of the patient</source>
        <translation>
            <numerusform>患者提问%n条</numerusform>
        </translation>
    </message>
    <message>
        <source>Picture and sound were not measured.</source>
        <translation>未测量音视频质量。</translation>
    </message>
    <message>
        <source>Picture and sound below the limits: inviting side %1 of %2 minutes, invited side %3 of %4.</source>
        <translation>音视频低于限值：邀请方%2分钟中有%1分钟，受邀方%4分钟中有%3分钟。</translation>
    </message>
    <message numerus="yes">
        <source>From %1 to %2, %n minute(s) without interruptions</source>
        <translation>
            <numerusform>%1至%2，扣除中断共%n分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>person and capacity</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>People: %1</source>
        <translation>人员：%1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>No data were taken.</source>
        <translation>未采集资料。</translation>
    </message>
    <message>
        <source>Data: %1</source>
        <translation>资料：%1</translation>
    </message>
    <message>
        <source>Emergency %1 %2</source>
        <translation>紧急情况 %1 %2</translation>
    </message>
    <message>
        <source>Paused %1 %2</source>
        <translation>暂停 %1 %2</translation>
    </message>
    <message>
        <source>No physician with the patient: %1</source>
        <translation>无医师陪同患者：%1</translation>
    </message>
    <message>
        <source>Went on by other means: %1</source>
        <translation>改用备用方式：%1</translation>
    </message>
    <message>
        <source>The inviting side on average: %1</source>
        <translation>邀请方平均：%1</translation>
    </message>
    <message>
        <source>The invited side on average: %1</source>
        <translation>受邀方平均：%1</translation>
    </message>
</context>
<context>
    <name>TimeText</name>
    <message>
        <source>%1 %2</source>
        <comment>city and time</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 (tomorrow)</source>
        <translation>%1（次日）</translation>
    </message>
    <message>
        <source>%1 (yesterday)</source>
        <translation>%1（前一日）</translation>
    </message>
    <message>
        <source>%1, %2 %3</source>
        <comment>day, city and time</comment>
        <translation>%1 %2 %3</translation>
    </message>
    <message numerus="yes">
        <source>%n days left</source>
        <translation>
            <numerusform>剩 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n days</source>
        <translation>
            <numerusform>逾期 %n 天</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation>
            <numerusform>剩 %n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n h</source>
        <translation>
            <numerusform>逾期 %n 小时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>剩 %n 分钟</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n min</source>
        <translation>
            <numerusform>逾期 %n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineText</name>
    <message>
        <source>Inviting side</source>
        <translation>邀请方</translation>
    </message>
    <message>
        <source>Invited side</source>
        <translation>受邀方</translation>
    </message>
    <message>
        <source>kept in this house</source>
        <translation>仅存本机构</translation>
    </message>
    <message>
        <source>not yet confirmed by the partner</source>
        <translation>对方尚未确认</translation>
    </message>
    <message>
        <source>received by the partner</source>
        <translation>对方已收到</translation>
    </message>
    <message>
        <source>from the partner</source>
        <translation>来自对方</translation>
    </message>
    <message>
        <source>Record abstract without the patient&apos;s name</source>
        <translation>不含患者姓名的病历摘要</translation>
    </message>
    <message numerus="yes">
        <source>%n original(s): pictures, waves, papers</source>
        <translation>
            <numerusform>原件 %n 份：图像、脉图、文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The case record, %n act(s)</source>
        <translation>
            <numerusform>病例记录，%n 项操作</numerusform>
        </translation>
    </message>
    <message>
        <source>The service, and who gives it</source>
        <translation>服务内容与提供者</translation>
    </message>
    <message>
        <source>What it costs</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>How the consultation goes</source>
        <translation>会诊过程</translation>
    </message>
    <message>
        <source>Risks and limits of examining from afar</source>
        <translation>远程诊察的风险与局限</translation>
    </message>
    <message>
        <source>Other ways to be treated</source>
        <translation>其他治疗选择</translation>
    </message>
    <message>
        <source>Sending the record to the partner abroad</source>
        <translation>向境外合作方提供病历资料</translation>
    </message>
    <message>
        <source>Recording of picture and sound</source>
        <translation>录音录像</translation>
    </message>
    <message>
        <source>Who is liable for what</source>
        <translation>责任承担</translation>
    </message>
</context>
<context>
    <name>sizhen::AccessScreen</name>
    <message>
        <source>Access log</source>
        <translation>访问日志</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>only the newest are shown: narrow the filter</source>
        <translation>仅显示最新部分：请缩小范围</translation>
    </message>
    <message numerus="yes">
        <source>%n refused log-in(s)</source>
        <translation>
            <numerusform>%n 次登录被拒绝</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other refusal(s)</source>
        <translation>
            <numerusform>%n 次其他拒绝</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) opened by exception</source>
        <translation>
            <numerusform>%n 个病例被应急打开</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) opened at night</source>
        <translation>
            <numerusform>%n 个病例在夜间打开</numerusform>
        </translation>
    </message>
    <message>
        <source>many cases in one day: %1</source>
        <translation>一日内打开大量病例：%1</translation>
    </message>
    <message>
        <source>%1, %2, until %3: %4</source>
        <translation>%1，%2，截至 %3：%4</translation>
    </message>
    <message>
        <source>Nobody has reviewed it yet.</source>
        <translation>尚无人审阅。</translation>
    </message>
    <message>
        <source>The review is signed.</source>
        <translation>审阅意见已签署。</translation>
    </message>
    <message>
        <source>Who saw and did what</source>
        <translation>谁查看了什么、做了什么</translation>
    </message>
    <message>
        <source>From</source>
        <translation>自</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Refused only</source>
        <translation>仅被拒绝的</translation>
    </message>
    <message>
        <source>Kind of act</source>
        <translation>操作类别</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Log-ins</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>病例</translation>
    </message>
    <message>
        <source>Exceptions</source>
        <translation>应急打开</translation>
    </message>
    <message>
        <source>People and roles</source>
        <translation>人员与角色</translation>
    </message>
    <message>
        <source>The log itself</source>
        <translation>日志本身</translation>
    </message>
    <message>
        <source>Archives</source>
        <translation>档案</translation>
    </message>
    <message>
        <source>Vault</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Reviews</source>
        <translation>审阅记录</translation>
    </message>
    <message>
        <source>What you found, 10 characters or more</source>
        <translation>审阅所见，10 个字符以上</translation>
    </message>
    <message>
        <source>Note of the review</source>
        <translation>审阅意见</translation>
    </message>
    <message>
        <source>Sign this review</source>
        <translation>签署审阅意见</translation>
    </message>
    <message>
        <source>Stations</source>
        <translation>各工作站</translation>
    </message>
    <message>
        <source>Root key</source>
        <translation>根密钥</translation>
    </message>
</context>
<context>
    <name>sizhen::AccountsScreen</name>
    <message>
        <source>The lock-out is lifted.</source>
        <translation>锁定已解除。</translation>
    </message>
    <message>
        <source>The authenticator is taken away; a new one is enrolled at the next log-in.</source>
        <translation>验证器已取消；下次登录时登记新的验证器。</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Deactivated: %1</source>
        <translation>已停用：%1</translation>
    </message>
    <message>
        <source>Locked out until %1</source>
        <translation>锁定至 %1</translation>
    </message>
    <message>
        <source>Must change the password</source>
        <translation>须更改密码</translation>
    </message>
    <message>
        <source>Password and authenticator</source>
        <translation>密码和验证器</translation>
    </message>
    <message>
        <source>Password only</source>
        <translation>仅密码</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1，至 %2</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <source>Deactivate now: this cannot be undone</source>
        <translation>立即停用：无法撤销</translation>
    </message>
    <message>
        <source>Deactivate</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>The roles are certified. They hold from the next log-in.</source>
        <translation>角色已核发，自下次登录起生效。</translation>
    </message>
    <message>
        <source>The password is changed.</source>
        <translation>密码已更改。</translation>
    </message>
    <message>
        <source>People of this institution</source>
        <translation>本机构人员</translation>
    </message>
    <message>
        <source>Your account</source>
        <translation>您的账号</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>执业证号</translation>
    </message>
    <message>
        <source>Certified until</source>
        <translation>证书有效期至</translation>
    </message>
    <message>
        <source>Last log-in here</source>
        <translation>本站上次登录</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Reason, 10 characters or more: it is kept in the access log</source>
        <translation>事由，10 个字符以上：将记入访问日志</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>事由</translation>
    </message>
    <message>
        <source>Certify with these roles</source>
        <translation>按这些角色核发证书</translation>
    </message>
    <message>
        <source>Lift the lock-out</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>Reset the authenticator</source>
        <translation>重置验证器</translation>
    </message>
    <message>
        <source>Change my password</source>
        <translation>更改我的密码</translation>
    </message>
    <message>
        <source>The account is closed: no log-in and no signature from now on, here and at the partners.</source>
        <translation>账号已停用：从现在起，在本机构和各合作机构均不能再登录或签名。</translation>
    </message>
    <message>
        <source>The account is closed here. The partners are told when two officers next present the root key.</source>
        <translation>账号已在本机构停用。待两位管理人员下次出示根密钥时，将通知各合作机构。</translation>
    </message>
</context>
<context>
    <name>sizhen::ActBar</name>
    <message>
        <source>%1: %2</source>
        <comment>act: why it is not possible now</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>sizhen::AgreementPanel</name>
    <message>
        <source>%1, in force until %2</source>
        <comment>state of the agreement</comment>
        <translation>%1，有效期至%2</translation>
    </message>
    <message>
        <source>Signed by %1, %2</source>
        <translation>%1 已签署，%2</translation>
    </message>
    <message>
        <source>Done: %1</source>
        <translation>已完成：%1</translation>
    </message>
    <message>
        <source>You sign the agreement with %1 for your institution.</source>
        <translation>您将代表本机构签署与%1的协议。</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>合作协议</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>生效日期</translation>
    </message>
    <message>
        <source>Valid to</source>
        <translation>截止日期</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务类型</translation>
    </message>
    <message>
        <source>Hours to answer</source>
        <translation>答复时限（小时）</translation>
    </message>
    <message>
        <source>Hours for the opinion</source>
        <translation>意见时限（小时）</translation>
    </message>
    <message>
        <source>Hours for the report</source>
        <translation>报告时限（小时）</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>number and name of a section</comment>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Reason (for sending back, refusing or ending)</source>
        <translation>理由（退回、拒绝或终止时填写）</translation>
    </message>
</context>
<context>
    <name>sizhen::AnswerPanel</name>
    <message>
        <source>The question is on its way.</source>
        <translation>询问已发出。</translation>
    </message>
    <message>
        <source>The inviting side sees that you review it.</source>
        <translation>邀请方可看到您正在审议。</translation>
    </message>
    <message>
        <source>The reply is on its way.</source>
        <translation>答复已发出。</translation>
    </message>
    <message>
        <source>The invitation is accepted.</source>
        <translation>邀请已接受。</translation>
    </message>
    <message>
        <source>The invitation is declined, with the reason.</source>
        <translation>邀请未接受，理由已附。</translation>
    </message>
    <message>
        <source>Reason: %1</source>
        <translation>理由：%1</translation>
    </message>
    <message>
        <source>Purpose: %1</source>
        <translation>目的：%1</translation>
    </message>
    <message>
        <source>Proposed: %1</source>
        <translation>拟定时间：%1</translation>
    </message>
    <message>
        <source>Specialty: %1</source>
        <translation>专业：%1</translation>
    </message>
    <message>
        <source>Title: %1, or higher</source>
        <translation>职称：%1或以上</translation>
    </message>
    <message>
        <source>Qualification: %1</source>
        <translation>资质：%1</translation>
    </message>
    <message>
        <source>Kind of service: %1, %2</source>
        <translation>服务类型：%1，%2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1：%2，%3</translation>
    </message>
    <message>
        <source>The answer is the partner&apos;s to give.</source>
        <translation>由对方答复。</translation>
    </message>
    <message>
        <source>Answer to the invitation</source>
        <translation>答复邀请</translation>
    </message>
    <message>
        <source>Record abstract</source>
        <translation>病历摘要</translation>
    </message>
    <message>
        <source>What is asked</source>
        <translation>邀请内容</translation>
    </message>
    <message>
        <source>Words with the answer (may stay empty)</source>
        <translation>附言（可不填）</translation>
    </message>
    <message>
        <source>Words with the answer</source>
        <translation>附言</translation>
    </message>
    <message>
        <source>Another answer</source>
        <translation>其他答复</translation>
    </message>
    <message>
        <source>Reason for declining</source>
        <translation>不接受的理由</translation>
    </message>
    <message>
        <source>In words, for the inviting side</source>
        <translation>向邀请方说明</translation>
    </message>
    <message>
        <source>Waits for your answer</source>
        <translation>等待您的答复</translation>
    </message>
    <message>
        <source>Waits for the partner&apos;s answer</source>
        <translation>等待对方答复</translation>
    </message>
</context>
<context>
    <name>sizhen::ArchivePanel</name>
    <message>
        <source>The case is open again for the missing document.</source>
        <translation>病例已重新打开，以补充缺少的文件。</translation>
    </message>
    <message>
        <source>The cancelled case is archived.</source>
        <translation>已取消的病例已归档。</translation>
    </message>
    <message>
        <source>Archiving has begun.</source>
        <translation>归档已开始。</translation>
    </message>
    <message>
        <source>You confirm that this archive is complete and is your institution&apos;s.</source>
        <translation>您确认本归档完整，且为贵机构的归档。</translation>
    </message>
    <message>
        <source>The case is closed.</source>
        <translation>病例已结案。</translation>
    </message>
    <message>
        <source>Your institution&apos;s archive is confirmed.</source>
        <translation>本机构归档已确认。</translation>
    </message>
    <message>
        <source>✓ Everything an archive needs is here (ARC-02).</source>
        <translation>✓ 归档所需内容齐全（ARC-02）。</translation>
    </message>
    <message>
        <source>○ Still missing: %1</source>
        <translation>○ 尚缺：%1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Reckoned here now: %1</source>
        <translation>本机构当前计算值：%1</translation>
    </message>
    <message>
        <source>○ %1 has not confirmed.</source>
        <translation>○ %1尚未确认。</translation>
    </message>
    <message>
        <source>✓ %1 confirmed the same: %2, %3</source>
        <translation>✓ %1已确认一致：%2，%3</translation>
    </message>
    <message>
        <source>✕ %1 confirmed another archive: %2</source>
        <translation>✕ %1确认的归档不一致：%2</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>The same archive in both houses</source>
        <translation>双方归档一致</translation>
    </message>
    <message>
        <source>What it holds</source>
        <translation>归档内容</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>签署者</translation>
    </message>
    <message>
        <source>Which document is missing</source>
        <translation>缺少哪份文件</translation>
    </message>
    <message>
        <source>Original: %1</source>
        <translation>原件：%1</translation>
    </message>
    <message>
        <source>The fee is noted.</source>
        <translation>费用已记录。</translation>
    </message>
    <message>
        <source>Fee</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Number of the voucher, or why it is carried forward</source>
        <translation>凭证号，或结转理由</translation>
    </message>
    <message>
        <source>Record the fee</source>
        <translation>记录费用</translation>
    </message>
    <message>
        <source>The record %1 is destroyed; its certificate is kept.</source>
        <translation>病历 %1 已销毁，销毁证明已留存。</translation>
    </message>
</context>
<context>
    <name>sizhen::Banner</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>sizhen::BreakGlassPanel</name>
    <message>
        <source>You are no part of this case</source>
        <translation>您未参与该病例</translation>
    </message>
    <message>
        <source>If care needs it now, you can open it for one day. Your name and your reason are written down, and the security administrator reviews every such opening.</source>
        <translation>如诊疗急需，您可打开该病例一天。您的姓名和理由将被记录，安全管理员会审阅每一次此类打开。</translation>
    </message>
    <message>
        <source>Your role does not open cases. Ask a physician of the case.</source>
        <translation>您的角色不能打开病例。请联系该病例的医师。</translation>
    </message>
    <message>
        <source>Why do you need it now?</source>
        <translation>为何现在需要？</translation>
    </message>
    <message>
        <source>Reason for opening the case</source>
        <translation>打开病例的理由</translation>
    </message>
    <message>
        <source>Open with this reason</source>
        <translation>以此理由打开</translation>
    </message>
</context>
<context>
    <name>sizhen::CallControls</name>
    <message>
        <source>Your own picture</source>
        <translation>您自己的画面</translation>
    </message>
    <message>
        <source>Your camera is off</source>
        <translation>摄像头已关闭</translation>
    </message>
    <message>
        <source>No own picture</source>
        <translation>没有自己的画面</translation>
    </message>
    <message>
        <source>Unmute the microphone</source>
        <translation>取消麦克风静音</translation>
    </message>
    <message>
        <source>Mute the microphone</source>
        <translation>麦克风静音</translation>
    </message>
    <message>
        <source>Switch the camera on</source>
        <translation>打开摄像头</translation>
    </message>
    <message>
        <source>Switch the camera off</source>
        <translation>关闭摄像头</translation>
    </message>
    <message>
        <source>Camera and sound…</source>
        <translation>摄像头与声音…</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>How loud you are</source>
        <translation>您的音量</translation>
    </message>
    <message>
        <source>How loud the partner is</source>
        <translation>对方的音量</translation>
    </message>
    <message>
        <source>Looking for camera, microphone and loudspeaker</source>
        <translation>正在查找摄像头、麦克风和扬声器</translation>
    </message>
    <message>
        <source>Camera, microphone and loudspeaker are ready.</source>
        <translation>摄像头、麦克风和扬声器已就绪。</translation>
    </message>
    <message>
        <source>Tongue camera off</source>
        <translation>关闭舌象摄像头</translation>
    </message>
    <message>
        <source>Tongue camera on</source>
        <translation>开启舌象摄像头</translation>
    </message>
</context>
<context>
    <name>sizhen::CallCorner</name>
    <message>
        <source>%1, %2</source>
        <comment>person and station</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒接</translation>
    </message>
    <message>
        <source>End the call</source>
        <translation>结束通话</translation>
    </message>
    <message>
        <source>To the room</source>
        <translation>进入会诊室</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>接听</translation>
    </message>
</context>
<context>
    <name>sizhen::CardCodesDialog</name>
    <message>
        <source>Back</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Our card as codes</source>
        <translation>本机构名片二维码</translation>
    </message>
    <message>
        <source>The partner reads all of them, in any order. They hold no secret; the fingerprint is compared afterwards.</source>
        <translation>合作方须读取全部二维码，顺序不限。其中不含秘密；读取后再核对指纹。</translation>
    </message>
    <message>
        <source>Copy as a picture</source>
        <translation>复制为图片</translation>
    </message>
    <message>
        <source>Keep as a picture…</source>
        <translation>存为图片…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Code of our card</source>
        <translation>本机构名片二维码</translation>
    </message>
    <message>
        <source>The codes are in the clipboard.</source>
        <translation>二维码已在剪贴板中。</translation>
    </message>
    <message>
        <source>Code %1 of %2</source>
        <translation>第 %1 个，共 %2 个</translation>
    </message>
    <message>
        <source>Keep the codes as a picture</source>
        <translation>将二维码存为图片</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>The codes are written. Give the picture to the partner.</source>
        <translation>二维码已写入。请将图片交给合作方。</translation>
    </message>
</context>
<context>
    <name>sizhen::CarrierPanel</name>
    <message>
        <source>Write to a stick or folder</source>
        <translation>写入 U 盘或文件夹</translation>
    </message>
    <message>
        <source>Read a stick or folder</source>
        <translation>读取 U 盘或文件夹</translation>
    </message>
    <message>
        <source>Looking what is missing there…</source>
        <translation>正在查看缺少哪些内容…</translation>
    </message>
    <message>
        <source>Writing envelope %1 of %2. Leave the stick in.</source>
        <translation>正在写入第 %1 个信封，共 %2 个。请勿拔出 U 盘。</translation>
    </message>
    <message>
        <source>Looking for envelopes for this institution…</source>
        <translation>正在查找寄给本机构的信封…</translation>
    </message>
    <message>
        <source>Envelope %1 of %2. Leave the stick in.</source>
        <translation>第 %1 个信封，共 %2 个。请勿拔出 U 盘。</translation>
    </message>
    <message>
        <source>How records travel</source>
        <translation>记录如何传送</translation>
    </message>
    <message>
        <source>Write to &amp;stick…</source>
        <translation>写入 U 盘(&amp;S)…</translation>
    </message>
    <message>
        <source>Sealed files for this partner; only it can open them.</source>
        <translation>写入只有该合作方才能打开的加密文件。</translation>
    </message>
    <message>
        <source>&amp;Read stick…</source>
        <translation>读取 U 盘(&amp;R)…</translation>
    </message>
    <message>
        <source>Takes in what partners wrote and leaves the receipts on the stick.</source>
        <translation>收下合作方写入的内容，并将回执留在 U 盘上。</translation>
    </message>
</context>
<context>
    <name>sizhen::CaseRail</name>
    <message>
        <source>■ EMERGENCY</source>
        <translation>■ 紧急停止</translation>
    </message>
    <message>
        <source>Emergency: stop the session now</source>
        <translation>紧急：立即停止会诊</translation>
    </message>
</context>
<context>
    <name>sizhen::CaseScreen</name>
    <message>
        <source>Case</source>
        <translation>病例</translation>
    </message>
    <message>
        <source>Case %1</source>
        <translation>病例 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n 岁</numerusform>
        </translation>
    </message>
    <message>
        <source>Opened by exception for one day. This is reviewed afterwards.</source>
        <translation>应急打开，限一天；事后将被审阅。</translation>
    </message>
    <message>
        <source>✕ The patient has withdrawn consent: nothing more is sent to the partner.</source>
        <translation>✕ 患者已撤回同意：不再向对方发送任何资料。</translation>
    </message>
    <message>
        <source>✕ The patient has withdrawn consent: nothing more arrives and nothing may be added. Say under Archive what is done with what you hold.</source>
        <translation>✕ 患者已撤回同意：不再接收资料，也不能再添加。请在“归档”中说明如何处理已有资料。</translation>
    </message>
</context>
<context>
    <name>sizhen::CaseSide</name>
    <message>
        <source>✕ Kept, not applied: %1</source>
        <comment>why</comment>
        <translation>✕ 已保留，未生效：%1</translation>
    </message>
    <message>
        <source>Consent: %1, signed %2</source>
        <translation>知情同意：%1，签署于%2</translation>
    </message>
    <message>
        <source>No consent stands any more</source>
        <translation>已无有效的知情同意</translation>
    </message>
    <message>
        <source>What has left this house</source>
        <translation>已发出本机构的内容</translation>
    </message>
    <message>
        <source>Nothing has left this house yet.</source>
        <translation>尚无内容发出本机构。</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>△ seen under a poor picture</source>
        <translation>△ 观察时图像质量不佳</translation>
    </message>
    <message>
        <source>△ while no physician was with the patient</source>
        <translation>△ 当时无医师陪同患者</translation>
    </message>
</context>
<context>
    <name>sizhen::CommandPalette</name>
    <message>
        <source>Case, patient, term or action</source>
        <translation>病例、患者、术语或操作</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>搜索结果</translation>
    </message>
</context>
<context>
    <name>sizhen::ConflictChooser</name>
    <message>
        <source>Written twice at the same time. The last value is used until one is chosen.</source>
        <translation>同时写入了两个值；选定之前暂用最后一个。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>field (side)</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>cleared</source>
        <translation>已清除</translation>
    </message>
    <message>
        <source>%1 · %2, %3</source>
        <comment>finding, who, when</comment>
        <translation>%1 · %2，%3</translation>
    </message>
    <message>
        <source>Choose for %1: %2</source>
        <translation>为“%1”选择：%2</translation>
    </message>
</context>
<context>
    <name>sizhen::ConsentPanel</name>
    <message>
        <source>It is recorded that the patient refuses.</source>
        <translation>已记录患者拒绝。</translation>
    </message>
    <message>
        <source>It is recorded that the consent is withdrawn.</source>
        <translation>已记录撤回同意。</translation>
    </message>
    <message>
        <source>The explanation is recorded.</source>
        <translation>已记录说明。</translation>
    </message>
    <message>
        <source>The consent is signed.</source>
        <translation>知情同意书已签署。</translation>
    </message>
    <message>
        <source>✓ Signed by: %1, %2</source>
        <translation>✓ 签署者：%1，%2</translation>
    </message>
    <message>
        <source>The inviting side keeps the consent; you see that it stands.</source>
        <translation>知情同意书由邀请方保存，您可看到其有效。</translation>
    </message>
    <message>
        <source>Informed consent</source>
        <translation>知情同意书</translation>
    </message>
    <message>
        <source>Explained to the patient, in words they understand</source>
        <translation>以患者能理解的语言说明的事项</translation>
    </message>
    <message>
        <source>Fee for the patient</source>
        <translation>患者费用</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Who signs</source>
        <translation>签署人</translation>
    </message>
    <message>
        <source>Language of the form</source>
        <translation>文书语言</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Relation to the patient</source>
        <translation>与患者关系</translation>
    </message>
    <message>
        <source>Why the patient does not sign</source>
        <translation>患者本人不签署的原因</translation>
    </message>
    <message>
        <source>Number of the document</source>
        <translation>证件号码</translation>
    </message>
    <message>
        <source>Document of the signer</source>
        <translation>签署人证件</translation>
    </message>
    <message>
        <source>Sign here with pen, finger or mouse</source>
        <translation>请用笔、手指或鼠标在此签名</translation>
    </message>
    <message>
        <source>Arrow keys move the pen, Space sets it down and lifts it.</source>
        <translation>方向键移动笔尖，空格键落笔与抬笔。</translation>
    </message>
    <message>
        <source>Sign again</source>
        <translation>重新签名</translation>
    </message>
    <message>
        <source>Reason, in the patient&apos;s words</source>
        <translation>理由（患者原话）</translation>
    </message>
</context>
<context>
    <name>sizhen::DateEditor</name>
    <message>
        <source>Calendar</source>
        <translation>日历</translation>
    </message>
    <message>
        <source>YYYY-MM-DD hh:mm</source>
        <translation>年-月-日 时:分</translation>
    </message>
    <message>
        <source>YYYY-MM-DD</source>
        <translation>年-月-日</translation>
    </message>
</context>
<context>
    <name>sizhen::DecisionPanel</name>
    <message>
        <source>Adopt</source>
        <translation>采纳</translation>
    </message>
    <message>
        <source>Adopt: %1, %2</source>
        <translation>采纳：%1，%2</translation>
    </message>
    <message>
        <source>TCM disease</source>
        <translation>中医病名</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>证候</translation>
    </message>
    <message>
        <source>Principle of treatment</source>
        <translation>治则治法</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Herb</source>
        <translation>中药</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>穴位</translation>
    </message>
    <message>
        <source>The plan is written. It is not signed yet.</source>
        <translation>方案已填写，尚未签署。</translation>
    </message>
    <message>
        <source>✓ Signed by %1, %2</source>
        <translation>✓ %1 已签署，%2</translation>
    </message>
    <message>
        <source>○ Written, not signed yet.</source>
        <translation>○ 已填写，尚未签署。</translation>
    </message>
    <message>
        <source>○ Nothing is decided yet.</source>
        <translation>○ 尚未作出决定。</translation>
    </message>
    <message>
        <source>Diagnosis and plan are the inviting side&apos;s own; the opinion is advice.</source>
        <translation>诊断与方案由邀请方自行决定，意见仅供参考。</translation>
    </message>
    <message>
        <source>The inviting side decides; you read here what it decided.</source>
        <translation>由邀请方决定，您在此查看其决定。</translation>
    </message>
    <message>
        <source>Decision and plan</source>
        <translation>决定与方案</translation>
    </message>
    <message>
        <source>The invited side&apos;s opinion</source>
        <translation>受邀方意见</translation>
    </message>
    <message>
        <source>Adopt all of it</source>
        <translation>全部采纳</translation>
    </message>
    <message>
        <source>Your decision</source>
        <translation>您的决定</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>How far the opinion is followed</source>
        <translation>意见采纳情况</translation>
    </message>
    <message>
        <source>Why not all of it</source>
        <translation>未完全采纳的理由</translation>
    </message>
    <message>
        <source>Who was told of the decision</source>
        <translation>已告知的对象</translation>
    </message>
    <message>
        <source>The patient, or who signed the consent</source>
        <translation>患者或知情同意书签署人</translation>
    </message>
    <message>
        <source>To the paper and signature</source>
        <translation>查看文书并签署</translation>
    </message>
</context>
<context>
    <name>sizhen::DraftChooser</name>
    <message numerus="yes">
        <source>%n version(s) were written at the same time</source>
        <translation>
            <numerusform>有 %n 个版本同时写成</numerusform>
        </translation>
    </message>
    <message>
        <source>Another version came when this text was already frozen</source>
        <translation>另有一个版本在本文本定稿之后到达</translation>
    </message>
    <message>
        <source>Put back what stood here before</source>
        <translation>恢复先前输入的内容</translation>
    </message>
    <message>
        <source>The same in all: %1</source>
        <translation>各版本相同：%1</translation>
    </message>
    <message>
        <source>The fields below take the place of all of them once they are written. All versions stay in the record.</source>
        <translation>下方各栏提交后将取代所有这些版本。所有版本均保留在病历中。</translation>
    </message>
    <message>
        <source>It was written at the same time, without a line, and is no part of the text. Continue from one of them: the fields below then take the place of both. Both stay in the record.</source>
        <translation>它在线路中断时同时写成，不属于当前文本。请以其中之一继续：下方各栏随后取代两者。两者均保留在病历中。</translation>
    </message>
    <message>
        <source>It was written at the same time, without a line, and is no part of what is signed. It stays in the record; to take it in, the side that wrote it sends its text back to draft, while that is possible.</source>
        <translation>它在线路中断时同时写成，不属于签署的内容，但保留在病历中；如需采用，在尚可退回时由撰写方将文本退回修改。</translation>
    </message>
    <message>
        <source>Neither author had seen the other&apos;s, and nothing can be signed until one text takes their place. Continue from one of them: it fills the fields below, where you may still change it. All versions stay in the record.</source>
        <translation>撰写时互未看到对方的文本；在以一份文本取代它们之前不能签署。请以其中之一继续：其内容填入下方各栏，仍可修改。所有版本均保留在病历中。</translation>
    </message>
    <message>
        <source>Neither author had seen the other&apos;s. The side that wrote them decides; until then nothing is signed.</source>
        <translation>撰写时互未看到对方的文本。由撰写方决定，此前不能签署。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>station, time</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Came too late: not part of the text</source>
        <translation>到达过迟：不属于当前文本</translation>
    </message>
    <message>
        <source>✓ You continue from this one</source>
        <translation>✓ 正以此版本继续</translation>
    </message>
    <message>
        <source>Continue from this one</source>
        <translation>以此版本继续</translation>
    </message>
    <message>
        <source>Continue from the version of %1, %2</source>
        <translation>以 %1（%2）的版本继续</translation>
    </message>
    <message>
        <source>(nothing)</source>
        <translation>（空）</translation>
    </message>
</context>
<context>
    <name>sizhen::EmergencyCard</name>
    <message>
        <source>The outcome is written.</source>
        <translation>经过与结果已记录。</translation>
    </message>
    <message>
        <source>EMERGENCY since %1</source>
        <translation>紧急情况，自%1</translation>
    </message>
    <message>
        <source>■ EMERGENCY: stop now</source>
        <translation>■ 紧急情况：立即停止</translation>
    </message>
    <message>
        <source>Stops the session at once and shows what to do (%1)</source>
        <translation>立即停止会诊并显示处置步骤（%1）</translation>
    </message>
    <message>
        <source>What was done, and how it ended</source>
        <translation>处置经过与结果</translation>
    </message>
    <message>
        <source>Keep the outcome</source>
        <translation>保存经过与结果</translation>
    </message>
</context>
<context>
    <name>sizhen::EmergencyNumberRow</name>
    <message>
        <source>In an emergency the country&apos;s number is shown.</source>
        <translation>紧急时显示本国急救号码。</translation>
    </message>
    <message>
        <source>In an emergency %1 is shown.</source>
        <translation>紧急时显示%1。</translation>
    </message>
    <message>
        <source>&amp;Emergency number of this house</source>
        <translation>本院急救电话(&amp;E)</translation>
    </message>
    <message>
        <source>empty: %1, the country&apos;s</source>
        <translation>留空：本国的%1</translation>
    </message>
    <message>
        <source>Use this number</source>
        <translation>使用此号码</translation>
    </message>
</context>
<context>
    <name>sizhen::EndTile</name>
    <message>
        <source>Speaks now</source>
        <translation>正在发言</translation>
    </message>
    <message>
        <source>Keep %1 large</source>
        <translation>固定大画面显示%1</translation>
    </message>
</context>
<context>
    <name>sizhen::EnrolPage</name>
    <message>
        <source>The short name is written in small Latin letters and digits, for example &quot;kovacs&quot;.</source>
        <translation>简称只能用小写拉丁字母和数字，例如“kovacs”。</translation>
    </message>
    <message>
        <source>Write the person&apos;s name in both languages.</source>
        <translation>请用两种语言填写姓名。</translation>
    </message>
    <message>
        <source>Tick at least one role.</source>
        <translation>请至少勾选一个岗位。</translation>
    </message>
    <message>
        <source>A physician needs a title and a licence number.</source>
        <translation>医师须填写职称与执业证号。</translation>
    </message>
    <message numerus="yes">
        <source>The password needs at least %n characters.</source>
        <translation>
            <numerusform>密码至少需要 %n 个字符。</numerusform>
        </translation>
    </message>
    <message>
        <source>The two passwords differ. Type both again.</source>
        <translation>两次输入的密码不一致，请重新输入。</translation>
    </message>
    <message>
        <source>Enrol the first person</source>
        <translation>登记第一位人员</translation>
    </message>
    <message>
        <source>Nobody can log in yet. Others are enrolled later by the administrator.</source>
        <translation>目前无人可以登录。其他人员以后由管理员登记。</translation>
    </message>
    <message>
        <source>Short name</source>
        <translation>简称</translation>
    </message>
    <message>
        <source>Name in Latin letters</source>
        <translation>拉丁字母姓名</translation>
    </message>
    <message>
        <source>Name in Chinese</source>
        <translation>中文姓名</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>职称</translation>
    </message>
    <message>
        <source>Licence number</source>
        <translation>执业证号</translation>
    </message>
    <message>
        <source>Independent practice since</source>
        <translation>独立执业起始日期</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>再次输入密码</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登记</translation>
    </message>
</context>
<context>
    <name>sizhen::ExamsPanel</name>
    <message>
        <source>Nothing has changed.</source>
        <translation>没有改动。</translation>
    </message>
    <message>
        <source>It is recorded why this examination was not done.</source>
        <translation>已记录未做该项检查的原因。</translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation>未做：%1</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Not done because</source>
        <translation>未做的原因</translation>
    </message>
    <message>
        <source>Reason why this examination was not done</source>
        <translation>未做该项检查的原因</translation>
    </message>
    <message>
        <source>Record the reason</source>
        <translation>记录原因</translation>
    </message>
    <message>
        <source>Take the pulse</source>
        <translation>采集脉图</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>sizhen::ExceptionsPanel</name>
    <message>
        <source>%1 · %2 opened %3: %4</source>
        <comment>time, person, case, reason</comment>
        <translation>%1 · %2 打开了 %3：%4</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) opened by exception, to be reviewed</source>
        <translation>
            <numerusform>%n 个应急打开的病例待审阅</numerusform>
        </translation>
    </message>
    <message>
        <source>Cases opened by exception</source>
        <translation>应急打开的病例</translation>
    </message>
    <message>
        <source>What you found of the chosen one, 10 characters or more</source>
        <translation>对所选一项的审阅所见，10 个字符以上</translation>
    </message>
    <message>
        <source>Note of the review of an exception</source>
        <translation>应急打开的审阅意见</translation>
    </message>
    <message>
        <source>It was justified</source>
        <translation>理由成立</translation>
    </message>
    <message>
        <source>It was not justified</source>
        <translation>理由不成立</translation>
    </message>
</context>
<context>
    <name>sizhen::FactorPage</name>
    <message>
        <source>Enrol your authenticator</source>
        <translation>登记您的验证器</translation>
    </message>
    <message>
        <source>This institution asks for a code besides the password. Scan this picture with an authenticator on your telephone, then enter the six digits it shows.</source>
        <translation>本机构除密码外还要求验证码。请用手机上的验证器扫描此图，然后输入其显示的六位数字。</translation>
    </message>
    <message>
        <source>Picture to scan with the authenticator</source>
        <translation>供验证器扫描的图</translation>
    </message>
    <message>
        <source>No camera? Enter this key in the authenticator:</source>
        <translation>没有摄像头？请在验证器中输入此密钥：</translation>
    </message>
    <message>
        <source>Key of the authenticator</source>
        <translation>验证器密钥</translation>
    </message>
    <message>
        <source>Six digits</source>
        <translation>六位数字</translation>
    </message>
    <message>
        <source>Code of the authenticator</source>
        <translation>验证器的验证码</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登记</translation>
    </message>
    <message>
        <source>Not now: log out</source>
        <translation>暂不登记：退出登录</translation>
    </message>
</context>
<context>
    <name>sizhen::FieldRow</name>
    <message>
        <source>Needed before the form is finished</source>
        <translation>完成表单前须填写</translation>
    </message>
</context>
<context>
    <name>sizhen::FilesEditor</name>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
</context>
<context>
    <name>sizhen::FindingsPanel</name>
    <message>
        <source>Covered until your own reading is saved: %1</source>
        <translation>保存您自己的结果前不显示：%1</translation>
    </message>
    <message>
        <source>Findings of both sides</source>
        <translation>双方四诊结果</translation>
    </message>
    <message>
        <source>Two values were written at the same time; this one was chosen.</source>
        <translation>同时写入了两个值，选定此值。</translation>
    </message>
    <message>
        <source>The value is chosen.</source>
        <translation>已选定。</translation>
    </message>
</context>
<context>
    <name>sizhen::FindingsRail</name>
    <message>
        <source>≠ above inviting, below invited side</source>
        <translation>≠ 上为邀请方，下为受邀方</translation>
    </message>
    <message>
        <source>invited side</source>
        <translation>受邀方</translation>
    </message>
    <message>
        <source>inviting side</source>
        <translation>邀请方</translation>
    </message>
    <message>
        <source>= both sides</source>
        <translation>= 双方一致</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>四诊结果</translation>
    </message>
    <message>
        <source>Findings of both sides</source>
        <translation>双方四诊结果</translation>
    </message>
</context>
<context>
    <name>sizhen::FindingsView</name>
    <message>
        <source>Item</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Inviting side</source>
        <translation>邀请方</translation>
    </message>
    <message>
        <source>Invited side</source>
        <translation>受邀方</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>Findings of both sides</source>
        <translation>双方四诊结果</translation>
    </message>
    <message>
        <source>Only what differs</source>
        <translation>仅显示不一致项</translation>
    </message>
    <message>
        <source>Nothing is recorded yet.</source>
        <translation>尚无记录。</translation>
    </message>
    <message>
        <source>The two sides do not differ.</source>
        <translation>双方结果一致。</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) differ.</source>
        <translation>
            <numerusform>%n 项结果不一致。</numerusform>
        </translation>
    </message>
    <message>
        <source>≠ differs</source>
        <translation>≠ 不一致</translation>
    </message>
</context>
<context>
    <name>sizhen::FormPane</name>
    <message>
        <source>Why what the partner has already seen is corrected</source>
        <translation>更正对方已阅内容的原因</translation>
    </message>
    <message>
        <source>Not yet saved: what you typed here before is still in the form.</source>
        <translation>尚未保存：您先前填写的内容仍在表单中。</translation>
    </message>
    <message>
        <source>Nothing has changed.</source>
        <translation>没有改动。</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
</context>
<context>
    <name>sizhen::FormView</name>
    <message>
        <source>Odour can be recorded only at the patient&apos;s side.</source>
        <translation>嗅诊只能由患者所在方记录。</translation>
    </message>
    <message>
        <source>Only the inviting side can take the pulse.</source>
        <translation>切脉数据须由邀请方采集。</translation>
    </message>
    <message>
        <source>Some items are answered by the inviting side only.</source>
        <translation>部分项目仅由邀请方填写。</translation>
    </message>
    <message>
        <source>Some items are answered by the invited side only.</source>
        <translation>部分项目仅由受邀方填写。</translation>
    </message>
    <message>
        <source>Next section</source>
        <translation>下一节</translation>
    </message>
</context>
<context>
    <name>sizhen::ForwarderRow</name>
    <message>
        <source>&amp;Forwarding server of this house</source>
        <translation>本院转发服务器(&amp;F)</translation>
    </message>
    <message>
        <source>wss://secret@host:8989#dtls=…&amp;pin=…; only for calls of four to six ends</source>
        <translation>wss://密语@主机:8989#dtls=…&amp;pin=…；仅用于四至六方通话</translation>
    </message>
    <message>
        <source>Use this server</source>
        <translation>使用此服务器</translation>
    </message>
</context>
<context>
    <name>sizhen::ForwardingDialog</name>
    <message>
        <source>Ask the patient</source>
        <translation>询问患者</translation>
    </message>
    <message>
        <source>How the patient said it, e.g. by word of mouth</source>
        <translation>患者如何表示同意，如口头</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>The patient does not agree</source>
        <translation>患者不同意</translation>
    </message>
    <message>
        <source>The patient agrees</source>
        <translation>患者同意</translation>
    </message>
</context>
<context>
    <name>sizhen::ForwardingRow</name>
    <message>
        <source>The patient&apos;s agreement is written down; up to six ends can take part now.</source>
        <translation>已记录患者同意；现在最多可有六方参加。</translation>
    </message>
    <message>
        <source>The patient has taken the agreement back; the call goes on without the server.</source>
        <translation>患者已撤回同意；通话继续，不经服务器。</translation>
    </message>
    <message>
        <source>The patient agreed to the server of %1: up to six ends can take part.</source>
        <translation>患者已同意使用%1的服务器：最多可有六方参加。</translation>
    </message>
    <message>
        <source>All three places of this call are taken. With the server of %1 up to six ends can take part, if the patient agrees.</source>
        <translation>本次通话的三个席位已满。患者同意后，经%1的服务器最多可有六方参加。</translation>
    </message>
    <message>
        <source>All three places of this call are taken. For more, the physician with the patient asks for the patient&apos;s agreement to the server of %1.</source>
        <translation>本次通话的三个席位已满。如需增加，请患者身边的医师征得患者同意使用%1的服务器。</translation>
    </message>
    <message>
        <source>Patient takes it back</source>
        <translation>患者撤回</translation>
    </message>
    <message>
        <source>It is written down that the patient does not agree; nothing passes through the server.</source>
        <translation>已记录患者不同意；不经服务器传送任何内容。</translation>
    </message>
    <message>
        <source>Ask the patient…</source>
        <translation>询问患者…</translation>
    </message>
</context>
<context>
    <name>sizhen::Header</name>
    <message>
        <source>Ctrl+%1</source>
        <translation>Ctrl+%1</translation>
    </message>
    <message>
        <source>%1, menu</source>
        <translation>%1，菜单</translation>
    </message>
    <message>
        <source>Practice: no real patient</source>
        <translation>练习：非真实患者</translation>
    </message>
    <message>
        <source>Find  Ctrl+K</source>
        <translation>查找  Ctrl+K</translation>
    </message>
    <message>
        <source>Find a case, patient, term or action</source>
        <translation>查找病例、患者、术语或操作</translation>
    </message>
    <message>
        <source>Change the language to Chinese</source>
        <translation>切换为英文</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>Lock  Ctrl+L</source>
        <translation>锁定  Ctrl+L</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
</context>
<context>
    <name>sizhen::HubRow</name>
    <message>
        <source>&amp;Hub</source>
        <translation>中转站(&amp;H)</translation>
    </message>
    <message>
        <source>wss://hub.example:443, # and its fingerprint if it signs for itself</source>
        <translation>wss://hub.example:443；若为自签证书，后接 # 及其指纹</translation>
    </message>
    <message>
        <source>Use this hub</source>
        <translation>使用此中转站</translation>
    </message>
</context>
<context>
    <name>sizhen::InterpreterScreen</name>
    <message>
        <source>Interpreter</source>
        <translation>翻译</translation>
    </message>
    <message>
        <source>○ not translated</source>
        <translation>○ 未翻译</translation>
    </message>
    <message>
        <source>? in doubt</source>
        <translation>? 存疑</translation>
    </message>
    <message numerus="yes">
        <source>? %n in doubt</source>
        <translation>
            <numerusform>? 存疑 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ Nothing is in doubt</source>
        <translation>✓ 无存疑</translation>
    </message>
    <message>
        <source>Kept, and marked as in doubt.</source>
        <translation>已保存，并标记为存疑。</translation>
    </message>
    <message>
        <source>Translation kept.</source>
        <translation>译文已保存。</translation>
    </message>
    <message>
        <source>Every text stands in both languages, and nothing is in doubt.</source>
        <translation>所有文字均有两种语言，且无存疑。</translation>
    </message>
    <message>
        <source>Chinese → English</source>
        <translation>中文 → 英文</translation>
    </message>
    <message>
        <source>English → Chinese</source>
        <translation>英文 → 中文</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>What was said, in both languages</source>
        <translation>双语内容</translation>
    </message>
    <message>
        <source>Translation into English</source>
        <translation>英文译文</translation>
    </message>
    <message>
        <source>Translation into Chinese</source>
        <translation>中文译文</translation>
    </message>
    <message>
        <source>Turn round</source>
        <translation>切换方向</translation>
    </message>
    <message>
        <source>Next open line</source>
        <translation>下一条待译</translation>
    </message>
    <message>
        <source>Keep, in doubt</source>
        <translation>保存并存疑</translation>
    </message>
    <message>
        <source>Keep translation</source>
        <translation>保存译文</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>Texts in doubt</source>
        <translation>存疑文字</translation>
    </message>
</context>
<context>
    <name>sizhen::InvitationPanel</name>
    <message>
        <source>The invitation is withdrawn.</source>
        <translation>邀请已撤回。</translation>
    </message>
    <message>
        <source>A new invitation can be written.</source>
        <translation>可以另行填写邀请。</translation>
    </message>
    <message>
        <source>The record is marked as prepared.</source>
        <translation>病例已标记为资料齐备。</translation>
    </message>
    <message>
        <source>The invitation is written.</source>
        <translation>邀请已填写。</translation>
    </message>
    <message>
        <source>The abstract is approved.</source>
        <translation>摘要已确认。</translation>
    </message>
    <message>
        <source>The invitation is on its way.</source>
        <translation>邀请已发出。</translation>
    </message>
    <message>
        <source>✓ This text is approved by %1.</source>
        <translation>✓ 此文本已由%1确认。</translation>
    </message>
    <message>
        <source>○ This text is not approved yet.</source>
        <translation>○ 此文本尚未确认。</translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation>邀请</translation>
    </message>
    <message>
        <source>Drafted from the record. Neither name nor number of the patient goes into it.</source>
        <translation>根据病历起草，不含患者姓名与证件号码。</translation>
    </message>
    <message>
        <source>What the inviting side asks for.</source>
        <translation>邀请方的要求。</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>Proposed times</source>
        <translation>拟定时间</translation>
    </message>
    <message>
        <source>Record abstract</source>
        <translation>病历摘要</translation>
    </message>
    <message>
        <source>Specialty wanted</source>
        <translation>所需专业</translation>
    </message>
    <message>
        <source>Title wanted</source>
        <translation>所需职称</translation>
    </message>
    <message>
        <source>Qualification wanted</source>
        <translation>所需资质</translation>
    </message>
    <message>
        <source>Draft the abstract again from the forms</source>
        <translation>根据表单重新起草摘要</translation>
    </message>
    <message>
        <source>Why the invitation is withdrawn</source>
        <translation>撤回邀请的理由</translation>
    </message>
</context>
<context>
    <name>sizhen::ItScreen</name>
    <message>
        <source>Station</source>
        <translation>工作站</translation>
    </message>
    <message>
        <source>No partner is paired yet.</source>
        <translation>尚未与合作方配对。</translation>
    </message>
    <message>
        <source>fingerprint compared</source>
        <translation>指纹已核对</translation>
    </message>
    <message>
        <source>fingerprint not compared yet</source>
        <translation>指纹尚未核对</translation>
    </message>
    <message numerus="yes">
        <source>%n records not yet confirmed by a signed receipt</source>
        <translation>
            <numerusform>%n 条记录尚无签名回执</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is confirmed by signed receipts</source>
        <translation>全部记录均有签名回执</translation>
    </message>
    <message>
        <source>no address: it calls us</source>
        <translation>无地址：由对方连接</translation>
    </message>
    <message>
        <source>This station</source>
        <translation>本工作站</translation>
    </message>
    <message>
        <source>Check the vault now</source>
        <translation>立即检查数据保险库</translation>
    </message>
    <message>
        <source>Links to partners</source>
        <translation>与合作方的连接</translation>
    </message>
    <message>
        <source>Log (without patient data)</source>
        <translation>日志（不含患者信息）</translation>
    </message>
    <message>
        <source>Refused lately</source>
        <translation>最近被拒绝的</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Parts of this page</source>
        <translation>本页的部分</translation>
    </message>
    <message>
        <source>Stop the check</source>
        <translation>停止检查</translation>
    </message>
    <message>
        <source>Stations</source>
        <translation>各工作站</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>通话</translation>
    </message>
</context>
<context>
    <name>sizhen::LabelEdit</name>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
    <message>
        <source>%1, in Chinese</source>
        <translation>%1（中文）</translation>
    </message>
    <message>
        <source>%1, in English</source>
        <translation>%1（英文）</translation>
    </message>
</context>
<context>
    <name>sizhen::LevelBar</name>
    <message>
        <source>silent</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 分贝</translation>
    </message>
</context>
<context>
    <name>sizhen::ListEditor</name>
    <message>
        <source>Type to find a finding</source>
        <translation>输入以查找</translation>
    </message>
    <message>
        <source>Type, then Enter</source>
        <translation>输入后按回车</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take out %1</source>
        <translation>移除%1</translation>
    </message>
</context>
<context>
    <name>sizhen::LoginScreen</name>
    <message>
        <source>Practice: no real patient</source>
        <translation>练习：非真实患者</translation>
    </message>
    <message>
        <source>Change the language to Chinese</source>
        <translation>切换为英文</translation>
    </message>
    <message>
        <source>The password is being checked</source>
        <translation>正在核对密码</translation>
    </message>
    <message>
        <source>The vault is being opened</source>
        <translation>正在打开数据保险库</translation>
    </message>
    <message>
        <source>No vault on this machine yet</source>
        <translation>本机尚无数据保险库</translation>
    </message>
    <message>
        <source>Vault open</source>
        <translation>数据保险库已打开</translation>
    </message>
    <message>
        <source>Vault closed</source>
        <translation>数据保险库已关闭</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>The passphrase is being set</source>
        <translation>正在设置口令</translation>
    </message>
    <message>
        <source>The keyring is being asked</source>
        <translation>正在询问密钥环</translation>
    </message>
</context>
<context>
    <name>sizhen::LostStationPanel</name>
    <message>
        <source>Keep the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本 (*.txt)</translation>
    </message>
    <message>
        <source>%1 is revoked. Partners are told; keep the report.</source>
        <translation>“%1”已撤销，已告知合作方；请保存报告。</translation>
    </message>
    <message>
        <source>Station: %1, certified on %2</source>
        <translation>工作站：%1，认证于 %2</translation>
    </message>
    <message>
        <source>Revoked from %1; what it wrote before stands</source>
        <translation>自 %1 起撤销；此前写下的内容仍然有效</translation>
    </message>
    <message>
        <source>Open cases (%1), sealed with a new key from now on: %2</source>
        <translation>未结病例（%1 例），今后以新密钥加密：%2</translation>
    </message>
    <message>
        <source>Closed cases it held (%1): %2</source>
        <translation>该站存有的已结病例（%1 例）：%2</translation>
    </message>
    <message>
        <source>Patients registered here (%1), by code: %2</source>
        <translation>在此登记的患者（%1 人），以代码列出：%2</translation>
    </message>
    <message>
        <source>People whose sealed keys it held; they choose new passwords at their next log-in: %1</source>
        <translation>该站存有其加密密钥的人员，下次登录时须更换密码：%1</translation>
    </message>
    <message>
        <source>Partners told: %1</source>
        <translation>已告知的合作方：%1</translation>
    </message>
    <message>
        <source>Still to do: change the vault&apos;s passphrase, tell the data protection officer, look for the machine&apos;s network access.</source>
        <translation>尚须办理：更换保险库口令，告知数据保护负责人，清查该机器的网络访问权限。</translation>
    </message>
    <message>
        <source>The report is written.</source>
        <translation>报告已写入。</translation>
    </message>
    <message>
        <source>A station was lost or stolen</source>
        <translation>工作站丢失或被盗</translation>
    </message>
    <message>
        <source>This institution has one station. If it is lost, two officers restore the institution on a new machine from their shares.</source>
        <translation>本机构只有一台工作站。如其丢失，由两位保管人用份额在新机器上恢复机构。</translation>
    </message>
    <message>
        <source>Its certificate is revoked, open cases and the institution get new keys, and partners refuse it from then on. The root key must be here.</source>
        <translation>撤销其证书，未结病例和机构更换密钥，此后合作方拒绝该站。须先出示根密钥。</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工作站</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>Last seen safe</source>
        <translation>最后确认安全的时间</translation>
    </message>
    <message>
        <source>In your words</source>
        <translation>用您的话说明</translation>
    </message>
    <message>
        <source>It was lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>It was stolen</source>
        <translation>被盗</translation>
    </message>
    <message>
        <source>Somebody else could use it</source>
        <translation>他人可能使用过</translation>
    </message>
    <message>
        <source>It was replaced</source>
        <translation>已被替换</translation>
    </message>
    <message>
        <source>See what it held</source>
        <translation>查看其中存有什么</translation>
    </message>
    <message>
        <source>What the station held</source>
        <translation>该站存有的内容</translation>
    </message>
    <message>
        <source>This cannot be taken back: the station must be set up anew.</source>
        <translation>此操作不可撤回：该站须重新设置。</translation>
    </message>
    <message>
        <source>Revoke %1</source>
        <translation>撤销“%1”</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Keep the report…</source>
        <translation>保存报告…</translation>
    </message>
</context>
<context>
    <name>sizhen::MainWindow</name>
    <message>
        <source>Go to %1</source>
        <translation>前往%1</translation>
    </message>
    <message>
        <source>Change the language to Chinese</source>
        <translation>切换为英文</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>浅色或深色</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message>
        <source>%1 (practice)</source>
        <translation>%1（练习）</translation>
    </message>
    <message>
        <source>Sizhen</source>
        <comment>the program&apos;s name in the title of its window</comment>
        <translation>四诊</translation>
    </message>
</context>
<context>
    <name>sizhen::MarkedPicture</name>
    <message>
        <source>No picture is shown</source>
        <translation>未显示图像</translation>
    </message>
    <message>
        <source>Shared picture</source>
        <translation>共享图像</translation>
    </message>
    <message>
        <source>Marks: %1 of the inviting side, %2 of the invited side. Arrows move a cross, Enter marks, Delete takes the nearest of yours away.</source>
        <translation>标注：邀请方%1处，受邀方%2处。方向键移动十字，回车标注，Delete删除离十字最近的己方标注。</translation>
    </message>
</context>
<context>
    <name>sizhen::MediaDialog</name>
    <message>
        <source>Camera and sound</source>
        <translation>摄像头与声音</translation>
    </message>
    <message>
        <source>Take the echo of the loudspeaker out of the microphone</source>
        <translation>消除麦克风中的扬声器回声</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>How loud the microphone is</source>
        <translation>麦克风音量</translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation>摄像头画面</translation>
    </message>
    <message>
        <source>Test with a sound</source>
        <translation>播放测试音</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 (not connected)</source>
        <translation>%1（未连接）</translation>
    </message>
    <message>
        <source>Speak: the bar must move. Then play the test sound; the microphone listens to it.</source>
        <translation>请说话，音量条应随之变化。然后播放测试音，麦克风会收听。</translation>
    </message>
    <message>
        <source>Please be quiet for two seconds: a sound is played.</source>
        <translation>请安静两秒：正在播放声音。</translation>
    </message>
    <message>
        <source>Camera and sound are ready for a call.</source>
        <translation>摄像头与声音可以用于通话。</translation>
    </message>
    <message>
        <source>Not everything is ready for a call.</source>
        <translation>尚未完全具备通话条件。</translation>
    </message>
</context>
<context>
    <name>sizhen::MovieView</name>
    <message>
        <source>This recording ends where it was cut off: the program or the machine stopped.</source>
        <translation>录像在中断处结束：当时程序或计算机停止运行。</translation>
    </message>
    <message>
        <source>Both rooms</source>
        <translation>双方诊室</translation>
    </message>
    <message>
        <source>No loudspeaker was found on this computer; the recording plays without sound.</source>
        <translation>本机未找到扬声器，录像将无声播放。</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>time in a recording and its length</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Recording of the session</source>
        <translation>会诊录像</translation>
    </message>
    <message>
        <source>Time in the recording</source>
        <translation>录像时间</translation>
    </message>
    <message>
        <source>&amp;Sound:</source>
        <translation>声音(&amp;S)：</translation>
    </message>
</context>
<context>
    <name>sizhen::NewPassphrasePage</name>
    <message numerus="yes">
        <source>The passphrase needs at least %n characters. A few words are easy to remember.</source>
        <translation>
            <numerusform>口令至少需要 %n 个字符。用几个词语便于记忆。</numerusform>
        </translation>
    </message>
    <message>
        <source>The two passphrases differ. Type both again.</source>
        <translation>两次输入的口令不一致，请重新输入。</translation>
    </message>
    <message>
        <source>Choose a new passphrase</source>
        <translation>请设置新口令</translation>
    </message>
    <message>
        <source>The recovery code fits. The passphrase that was forgotten stops working once you have set a new one; the paper stays good, so lock it away again.</source>
        <translation>恢复码正确。设置新口令后，遗忘的旧口令即失效；纸上的恢复码仍然有效，请重新锁好。</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>Type it again</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Close the vault</source>
        <translation>关闭保险库</translation>
    </message>
    <message>
        <source>Set the passphrase</source>
        <translation>设置口令</translation>
    </message>
</context>
<context>
    <name>sizhen::OpinionPanel</name>
    <message>
        <source>The opinion is released.</source>
        <translation>意见已告知。</translation>
    </message>
    <message>
        <source>Advice to the inviting side, which decides. Both languages stand on the page.</source>
        <translation>供邀请方参考，由邀请方决定。页面为双语。</translation>
    </message>
    <message>
        <source>The invited side&apos;s opinion. The decision is yours.</source>
        <translation>受邀方的意见，由您作出决定。</translation>
    </message>
    <message>
        <source>Opinion</source>
        <translation>诊疗意见</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>Advice</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Cautions</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>Limits of the remote examination</source>
        <translation>远程诊察的局限</translation>
    </message>
    <message>
        <source>Where the two sides&apos; findings differ, and how it was settled</source>
        <translation>双方结果的差异及处理方式</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Caution</source>
        <translation>注意事项</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>局限</translation>
    </message>
    <message>
        <source>Open the report</source>
        <translation>打开报告</translation>
    </message>
</context>
<context>
    <name>sizhen::PairingPanel</name>
    <message>
        <source>The fingerprint is compared; the partner is verified here.</source>
        <translation>指纹已核对，合作方在本机构通过核验。</translation>
    </message>
    <message>
        <source>%1, %2 · their time %3</source>
        <comment>city, country and clock</comment>
        <translation>%1，%2 · 当地时间 %3</translation>
    </message>
    <message>
        <source>Verified: the fingerprint was compared</source>
        <translation>已核验：指纹一致</translation>
    </message>
    <message>
        <source>Not verified yet: nothing is sent to this partner</source>
        <translation>尚未核验：不会向该合作方发送任何内容</translation>
    </message>
    <message>
        <source>Hide the fingerprint</source>
        <translation>隐藏指纹</translation>
    </message>
    <message>
        <source>Show the fingerprint</source>
        <translation>显示指纹</translation>
    </message>
    <message>
        <source>Call the partner on a line you trust. One of you reads the twelve groups aloud, the other compares. They must be the same on both screens.</source>
        <translation>请用可信的电话与合作方联系。一方读出十二组数字，另一方核对。双方屏幕上的数字必须相同。</translation>
    </message>
    <message>
        <source>Fingerprint: %1</source>
        <translation>指纹：%1</translation>
    </message>
    <message>
        <source>They are the same</source>
        <translation>核对一致</translation>
    </message>
    <message>
        <source>First officer</source>
        <translation>第一位负责人</translation>
    </message>
    <message>
        <source>Password of the first</source>
        <translation>第一位的密码</translation>
    </message>
    <message>
        <source>Second officer</source>
        <translation>第二位负责人</translation>
    </message>
    <message>
        <source>Password of the second</source>
        <translation>第二位的密码</translation>
    </message>
    <message>
        <source>Compared here by %1; there by %2</source>
        <translation>本方核对人：%1；对方核对人：%2</translation>
    </message>
</context>
<context>
    <name>sizhen::PaperView</name>
    <message>
        <source>Page %1 of %2</source>
        <translation>第 %1 页，共 %2 页</translation>
    </message>
</context>
<context>
    <name>sizhen::PartnerScreen</name>
    <message>
        <source>Partners</source>
        <translation>合作方</translation>
    </message>
    <message>
        <source>not verified yet</source>
        <translation>尚未核验</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已核验</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>person and time</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Read a partner&apos;s card</source>
        <translation>读取合作方名片</translation>
    </message>
    <message>
        <source>Write our card</source>
        <translation>导出本机构名片</translation>
    </message>
    <message>
        <source>Institution cards (*.sizhencard)</source>
        <translation>机构名片 (*.sizhencard)</translation>
    </message>
    <message>
        <source>The card of %1 is read. Compare the fingerprint now.</source>
        <translation>已读取%1的名片。请立即核对指纹。</translation>
    </message>
    <message>
        <source>Our card is written. Give the file to the partner.</source>
        <translation>本机构名片已导出，请将文件交给合作方。</translation>
    </message>
    <message>
        <source>Read a card…</source>
        <translation>读取名片…</translation>
    </message>
    <message>
        <source>Write our card…</source>
        <translation>导出本机构名片…</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>No partner yet. Write our card, give it to the partner, and read theirs; then compare the fingerprint.</source>
        <translation>尚无合作方。请导出本机构名片交给对方，并读取对方名片，然后核对指纹。</translation>
    </message>
    <message>
        <source>Institution cards and pictures of their codes (*.sizhencard *.png *.jpg *.jpeg);;All files (*)</source>
        <translation>机构名片及其二维码图片 (*.sizhencard *.png *.jpg *.jpeg);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Read. Codes still missing: %1 of %2.</source>
        <translation>已读取。还缺二维码：%1（共 %2 个）。</translation>
    </message>
    <message>
        <source>The newer card of %1 is read.</source>
        <translation>已读取%1的新名片。</translation>
    </message>
    <message>
        <source>Another institution of this name</source>
        <translation>另一家同名机构</translation>
    </message>
    <message>
        <source>It is another institution: take it</source>
        <translation>确为另一家机构：接受</translation>
    </message>
    <message>
        <source>Do not take it</source>
        <translation>不接受</translation>
    </message>
    <message>
        <source>Read from clipboard</source>
        <translation>从剪贴板读取</translation>
    </message>
    <message>
        <source>Show our codes…</source>
        <translation>显示本机构二维码…</translation>
    </message>
</context>
<context>
    <name>sizhen::PasswordPage</name>
    <message>
        <source>Change your password</source>
        <translation>更改密码</translation>
    </message>
    <message numerus="yes">
        <source>At least %n characters, without your name, and none of the last five.</source>
        <translation>
            <numerusform>至少 %n 个字符，不含您的姓名，且不得为最近五个密码之一。</numerusform>
        </translation>
    </message>
    <message>
        <source>Your password must be changed before you go on.</source>
        <translation>继续之前须更改密码。</translation>
    </message>
    <message>
        <source>Password until now</source>
        <translation>现用密码</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密码</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>再次输入新密码</translation>
    </message>
    <message>
        <source>The two new passwords are not the same.</source>
        <translation>两次输入的新密码不一致。</translation>
    </message>
    <message>
        <source>Change password</source>
        <translation>更改密码</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>sizhen::PasswordPrompt</name>
    <message>
        <source>Your password</source>
        <translation>您的密码</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签署</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不签署</translation>
    </message>
</context>
<context>
    <name>sizhen::PatientPage</name>
    <message>
        <source>%1 · born %2 · reads %3 · %4 %5</source>
        <comment>facts, birth date, language, document type and number</comment>
        <translation>%1 · %2出生 · 阅读语言：%3 · %4 %5</translation>
    </message>
    <message>
        <source>Identity document seen</source>
        <translation>已查看身份证件</translation>
    </message>
    <message>
        <source>The identity document has not been seen yet</source>
        <translation>尚未查看身份证件</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>The identity document is recorded as seen.</source>
        <translation>已记录查看身份证件。</translation>
    </message>
    <message>
        <source>Choose the partner institution. Only one whose fingerprint was compared stands in the list.</source>
        <translation>请选择合作机构。列表中仅有已核对指纹的机构。</translation>
    </message>
    <message>
        <source>Write the chief complaint, in one language at least.</source>
        <translation>请至少用一种语言填写主诉。</translation>
    </message>
    <message>
        <source>The case is open.</source>
        <translation>病例已建立。</translation>
    </message>
    <message>
        <source>Record as seen</source>
        <translation>记录已查看</translation>
    </message>
    <message>
        <source>How the document was checked</source>
        <translation>证件核对方式</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>病例</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>新建病例</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>合作方</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务类型</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Chief complaint</source>
        <translation>主诉</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>建立病例</translation>
    </message>
</context>
<context>
    <name>sizhen::PatientPanel</name>
    <message>
        <source>The case is cancelled.</source>
        <translation>病例已取消。</translation>
    </message>
    <message>
        <source>The case can be changed again.</source>
        <translation>病例可以重新修改。</translation>
    </message>
    <message>
        <source>The patient&apos;s identity is verified.</source>
        <translation>患者身份已核实。</translation>
    </message>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n 岁</numerusform>
        </translation>
    </message>
    <message>
        <source>speaks %1</source>
        <translation>语言：%1</translation>
    </message>
    <message>
        <source>Name and record are released when your side accepts the invitation.</source>
        <translation>接受邀请后方可查看姓名与病历。</translation>
    </message>
    <message>
        <source>✓ %1, %2</source>
        <translation>✓ %1，%2</translation>
    </message>
    <message>
        <source>○ Nobody has looked at the patient&apos;s document yet.</source>
        <translation>○ 尚无人查看患者证件。</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>身份</translation>
    </message>
    <message>
        <source>Intake</source>
        <translation>接诊</translation>
    </message>
    <message>
        <source>How the document was checked</source>
        <translation>证件核对方式</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>证件</translation>
    </message>
    <message>
        <source>Last four characters</source>
        <translation>末四位</translation>
    </message>
    <message>
        <source>Save the intake</source>
        <translation>保存接诊记录</translation>
    </message>
    <message>
        <source>Why the case is cancelled</source>
        <translation>取消病例的理由</translation>
    </message>
</context>
<context>
    <name>sizhen::PatientScreen</name>
    <message>
        <source>Patients</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>No patient is registered here yet. Register the first one at the left.</source>
        <translation>尚未登记患者。请在左侧登记第一位患者。</translation>
    </message>
    <message>
        <source>Choose a patient at the left.</source>
        <translation>请在左侧选择患者。</translation>
    </message>
    <message>
        <source>The patient is registered.</source>
        <translation>患者已登记。</translation>
    </message>
    <message>
        <source>Find a patient</source>
        <translation>查找患者</translation>
    </message>
    <message>
        <source>Register a patient</source>
        <translation>登记患者</translation>
    </message>
    <message>
        <source>Name, date or number</source>
        <translation>姓名、日期或号码</translation>
    </message>
</context>
<context>
    <name>sizhen::PatientScreenRow</name>
    <message>
        <source>The patient has pressed STOP: microphone and camera are off. Ask what the patient wishes; then pause, or switch them on again.</source>
        <translation>患者按下了“停止”：麦克风和摄像头已关闭。请询问患者意愿，然后暂停会诊或重新开启。</translation>
    </message>
    <message>
        <source>Physicians only: the loudspeaker is silent. F8 switches on.</source>
        <translation>仅限医师：扬声器已静音。按 F8 切换。</translation>
    </message>
    <message>
        <source>Patient&apos;s screen</source>
        <translation>患者屏幕</translation>
    </message>
    <message>
        <source>A window for the patient: who is here, what happens, STOP</source>
        <translation>给患者看的窗口：在场人员、进展、“停止”按钮</translation>
    </message>
    <message>
        <source>Physicians only</source>
        <translation>仅限医师</translation>
    </message>
</context>
<context>
    <name>sizhen::PatientWindow</name>
    <message>
        <source>Patient&apos;s screen</source>
        <translation>患者屏幕</translation>
    </message>
</context>
<context>
    <name>sizhen::PeoplePage</name>
    <message>
        <source>Who is there?</source>
        <translation>请选择登录人员</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Password of %1</source>
        <translation>%1的密码</translation>
    </message>
    <message numerus="yes">
        <source>Too many wrong tries: locked for %n more minute(s). The security administrator can lift this.</source>
        <translation>
            <numerusform>错误次数过多：还将锁定 %n 分钟。安全管理员可以解除。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wait %n second(s) before the next try.</source>
        <translation>
            <numerusform>请等待 %n 秒后再试。</numerusform>
        </translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Six digits</source>
        <translation>六位数字</translation>
    </message>
    <message>
        <source>Code of the authenticator</source>
        <translation>验证器的验证码</translation>
    </message>
</context>
<context>
    <name>sizhen::PhoneCard</name>
    <message>
        <source>Picture and sound cannot be restored by themselves, and no telephone number was agreed with the time of this session. Ring the partner&apos;s institution.</source>
        <translation>画面和声音无法自行恢复，而且约定会诊时间时没有约定电话。请致电合作机构。</translation>
    </message>
    <message>
        <source>Picture and sound cannot be restored by themselves. Ring the partner:</source>
        <translation>画面和声音无法自行恢复。请致电合作方：</translation>
    </message>
    <message>
        <source>Telephone number of the partner: %1</source>
        <translation>合作方电话：%1</translation>
    </message>
    <message>
        <source>It is noted that the session goes on by telephone.</source>
        <translation>已记录：会诊改用电话继续。</translation>
    </message>
    <message>
        <source>We go on by telephone</source>
        <translation>改用电话继续</translation>
    </message>
</context>
<context>
    <name>sizhen::PicturesPane</name>
    <message>
        <source>The picture is kept.</source>
        <translation>图像已保存。</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>This paper cannot be shown here; it goes with the record.</source>
        <translation>此文件无法在此显示，但随病历保存。</translation>
    </message>
    <message>
        <source>The original has not arrived yet.</source>
        <translation>原件尚未到达。</translation>
    </message>
    <message>
        <source>Shows</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>What the picture shows</source>
        <translation>图像内容</translation>
    </message>
    <message>
        <source>Add a picture…</source>
        <translation>添加图像…</translation>
    </message>
    <message>
        <source>No picture yet. A tongue photograph needs the colour chart in it.</source>
        <translation>尚无图像。舌象照片中须有色卡。</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>sizhen::PreCheckDialog</name>
    <message>
        <source>Please be quiet for a moment.</source>
        <translation>请保持安静片刻。</translation>
    </message>
    <message>
        <source>Checked at %1</source>
        <translation>检查于%1</translation>
    </message>
    <message>
        <source>Morning check</source>
        <translation>晨间检查</translation>
    </message>
    <message>
        <source>Check before the call</source>
        <translation>通话前检查</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>再检查一次</translation>
    </message>
    <message>
        <source>Stop the check</source>
        <translation>停止检查</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>sizhen::PreCheckRow</name>
    <message>
        <source>Not checked today.</source>
        <translation>今天尚未检查。</translation>
    </message>
    <message>
        <source>%1 (checked %2)</source>
        <translation>%1（%2检查）</translation>
    </message>
    <message>
        <source>Check before the call…</source>
        <translation>通话前检查…</translation>
    </message>
    <message>
        <source>Morning check…</source>
        <translation>晨间检查…</translation>
    </message>
</context>
<context>
    <name>sizhen::PrescriptionEdit</name>
    <message>
        <source>TCM disease</source>
        <translation>中医病名</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>证候</translation>
    </message>
    <message>
        <source>Codes</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>%1, codes</source>
        <translation>%1，编码</translation>
    </message>
    <message>
        <source>Principle of treatment</source>
        <translation>治则治法</translation>
    </message>
    <message>
        <source>Herbs</source>
        <translation>中药</translation>
    </message>
    <message>
        <source>Herb</source>
        <translation>中药</translation>
    </message>
    <message>
        <source>Dose</source>
        <translation>剂量</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>穴位</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>穴位</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>侧别</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseBeatView</name>
    <message numerus="yes">
        <source>Average of %n beats</source>
        <translation>
            <numerusform>%n 次脉搏的平均</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2 ms</source>
        <translation>%1 %2 毫秒</translation>
    </message>
    <message numerus="yes">
        <source>average of %n beats</source>
        <translation>
            <numerusform>%n 次脉搏的平均</numerusform>
        </translation>
    </message>
    <message>
        <source>one height and length (N)</source>
        <translation>等高等长（N）</translation>
    </message>
    <message>
        <source>true heights (N)</source>
        <translation>实际高度（N）</translation>
    </message>
    <message>
        <source>Average beat</source>
        <translation>平均脉搏</translation>
    </message>
    <message>
        <source>%1 (moved by me)</source>
        <translation>%1（由我移动）</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseDepthView</name>
    <message>
        <source>No pressure was measured, or too few beats at different pressures.</source>
        <translation>未测压力，或不同压力下的脉搏太少。</translation>
    </message>
    <message>
        <source>Too few steps of pressure to say where the pulse is greatest.</source>
        <translation>压力级数太少，无法说明何处脉搏最大。</translation>
    </message>
    <message>
        <source>Not bracketed: the greatest pulse may lie beyond the range that was pressed.</source>
        <translation>未能框定：脉搏最大处可能在所压范围之外。</translation>
    </message>
    <message>
        <source>Greatest at %1 (%2 to %3)</source>
        <translation>%1处最大（%2至%3）</translation>
    </message>
    <message>
        <source>Height of the pulse by pressure. %1</source>
        <translation>脉搏高度随压力的变化。%1</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseGridEditor</name>
    <message>
        <source>Add a pulse type</source>
        <translation>添加脉象</translation>
    </message>
    <message>
        <source>Pulse type: two letters, Enter</source>
        <translation>脉象：输入两个字母后按回车</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>力度</translation>
    </message>
    <message>
        <source>Presence</source>
        <translation>根神</translation>
    </message>
    <message>
        <source>str. %1</source>
        <translation>力 %1</translation>
    </message>
    <message>
        <source>pres. %1</source>
        <translation>根 %1</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseHandStrip</name>
    <message>
        <source>The hand has written nothing yet</source>
        <translation>手诊尚未记录</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseImportDialog</name>
    <message>
        <source>Keep as the recording of this place</source>
        <translation>作为此部位的脉图保存</translation>
    </message>
    <message>
        <source>Recording from a file</source>
        <translation>由文件导入脉图</translation>
    </message>
    <message>
        <source>only where the file has no times</source>
        <translation>仅当文件中没有时间时填写</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>部位</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translation>仪器</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The file is being read…</source>
        <translation>正在读取文件……</translation>
    </message>
    <message>
        <source>Samples a second</source>
        <translation>每秒采样数</translation>
    </message>
    <message>
        <source>the one called &quot;Pulse&quot;, or the only one</source>
        <translation>名为“Pulse”的，或唯一的信号</translation>
    </message>
    <message>
        <source>the one called &quot;Pressure&quot;, or none</source>
        <translation>名为“Pressure”的，或无</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Pulse</source>
        <translation>脉搏</translation>
    </message>
    <message>
        <source>Pressure of the sensor</source>
        <translation>传感器压力</translation>
    </message>
    <message>
        <source>%1 s, %2 samples a second</source>
        <translation>%1秒，每秒%2次采样</translation>
    </message>
    <message>
        <source>%1 beats a minute, quality %2</source>
        <translation>每分钟%1次，质量%2</translation>
    </message>
    <message>
        <source>No beats were found in it.</source>
        <translation>其中未找到脉搏。</translation>
    </message>
    <message numerus="yes">
        <source>Samples are missing in %n place(s).</source>
        <translation>
            <numerusform>有%n处采样缺失。</numerusform>
        </translation>
    </message>
    <message>
        <source>It is kept as taken in from a file, by an instrument that was not checked here.</source>
        <translation>将注明为由文件导入，所用仪器未在本处核验。</translation>
    </message>
    <message>
        <source>Taken at, where the file does not say it</source>
        <translation>采集时间（文件中未注明时）</translation>
    </message>
    <message>
        <source>Maker, model and number, if known</source>
        <translation>厂家、型号和编号（如已知）</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseNumbers</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 counts</source>
        <translation>%1 计数</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>No recording yet</source>
        <translation>尚无记录</translation>
    </message>
    <message>
        <source>quality not measured</source>
        <translation>质量未测</translation>
    </message>
    <message>
        <source>%1 beats per minute</source>
        <translation>每分钟 %1 次</translation>
    </message>
    <message>
        <source>The rate cannot be measured</source>
        <translation>脉率无法测量</translation>
    </message>
    <message>
        <source>quality %1 of 100</source>
        <translation>质量 %1/100</translation>
    </message>
    <message>
        <source>The measurements do not contradict: %1</source>
        <translation>测量结果与以下脉象不相矛盾：%1</translation>
    </message>
</context>
<context>
    <name>sizhen::PulsePressureBar</name>
    <message>
        <source>Pressure: not measured</source>
        <translation>压力：未测</translation>
    </message>
    <message>
        <source>press more</source>
        <translation>再加压</translation>
    </message>
    <message>
        <source>lighter</source>
        <translation>轻一些</translation>
    </message>
    <message>
        <source>hold</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>Pressure %1</source>
        <translation>压力 %1</translation>
    </message>
    <message>
        <source>Pressure %1, target %2 to %3: %4</source>
        <translation>压力 %1，目标 %2 至 %3：%4</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseQualityBar</name>
    <message>
        <source>quality not measured</source>
        <translation>质量未测</translation>
    </message>
    <message>
        <source>quality %1 of 100, accepted</source>
        <translation>质量 %1（满分100），合格</translation>
    </message>
    <message>
        <source>quality %1 of 100, not accepted</source>
        <translation>质量 %1（满分100），不合格</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>accepted from this quality on</comment>
        <translation>%1起合格</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseRequestsBar</name>
    <message>
        <source>%1: reached %2 (%3 of the range)</source>
        <translation>%1：已达到 %2（量程的 %3）</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>request and its answer</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: not answered yet</source>
        <translation>%1：尚未答复</translation>
    </message>
    <message>
        <source>%1: nobody answered</source>
        <translation>%1：无人答复</translation>
    </message>
    <message>
        <source>asked from abroad · %1</source>
        <translation>受邀方请求 · %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>request and its key</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Seconds to hold</source>
        <translation>保持秒数</translation>
    </message>
    <message>
        <source>Accept (A)</source>
        <translation>接受（A）</translation>
    </message>
    <message>
        <source>Decline (X)</source>
        <translation>不接受（X）</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseScreen</name>
    <message>
        <source>Pulse</source>
        <translation>脉诊</translation>
    </message>
    <message>
        <source>%1, played again</source>
        <translation>%1，回放</translation>
    </message>
    <message>
        <source>The average beat needs ten good beats.</source>
        <translation>平均脉搏波需要十个合格搏动。</translation>
    </message>
    <message>
        <source>The average beat appears here.</source>
        <translation>平均脉搏波显示在此处。</translation>
    </message>
    <message>
        <source>No instrument is set up at this station</source>
        <translation>本工作站未设置仪器</translation>
    </message>
    <message>
        <source>The instrument is being looked for</source>
        <translation>正在寻找仪器</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n samples missing</source>
        <translation>
            <numerusform>%1 · 缺少 %n 个采样</numerusform>
        </translation>
    </message>
    <message>
        <source>No line to the partner</source>
        <translation>与合作方没有连接</translation>
    </message>
    <message>
        <source>Connected with %1</source>
        <translation>已与%1连接</translation>
    </message>
    <message>
        <source>Live from %1 · delay %2 ms</source>
        <translation>%1实时传来 · 延迟 %2 毫秒</translation>
    </message>
    <message>
        <source>The instrument does not answer. Check its cable; it reconnects by itself.</source>
        <translation>脉象仪没有应答。请检查连线，恢复后自动重新连接。</translation>
    </message>
    <message>
        <source>All six places are good.</source>
        <translation>六个部位均已合格。</translation>
    </message>
    <message>
        <source>Next: %1. Put the sensor there and press the space bar.</source>
        <translation>下一处：%1。请放好传感器，然后按空格键。</translation>
    </message>
    <message>
        <source>A kept recording is played again.</source>
        <translation>正在回放已保存的记录。</translation>
    </message>
    <message>
        <source>The pulse appears here while the other side takes it. Choose a place to see what is kept.</source>
        <translation>对方采集时脉搏会显示在此处。选择一个部位可查看已保存的记录。</translation>
    </message>
    <message>
        <source>%1 is being taken at the other side.</source>
        <translation>对方正在采集%1。</translation>
    </message>
    <message>
        <source>The recording is being measured.</source>
        <translation>正在测量这段记录。</translation>
    </message>
    <message>
        <source>The instrument is unplugged. Everything up to the last sample is safe; plug it in and the recording goes on.</source>
        <translation>仪器已断开。直到最后一个采样的数据都已保住；接回后记录会继续。</translation>
    </message>
    <message>
        <source>Hold still. Press the space bar when the trace is steady and long enough.</source>
        <translation>请保持不动。波形平稳且时间足够后按空格键。</translation>
    </message>
    <message>
        <source>A recording of %1 was left by an interruption. Keep it, or take it again.</source>
        <translation>中断后留下了一段%1的记录。可以保存，或重新采集。</translation>
    </message>
    <message>
        <source>%1 is poor: %2</source>
        <translation>%1不合格：%2</translation>
    </message>
    <message>
        <source>The beats differ too much.</source>
        <translation>各搏动差别太大。</translation>
    </message>
    <message>
        <source>Go on (space)</source>
        <translation>继续（空格）</translation>
    </message>
    <message>
        <source>Freeze here (space)</source>
        <translation>在本机定格（空格）</translation>
    </message>
    <message>
        <source>Stop (space)</source>
        <translation>停止（空格）</translation>
    </message>
    <message>
        <source>Take again (space)</source>
        <translation>重新采集（空格）</translation>
    </message>
    <message>
        <source>Take %1 (space)</source>
        <translation>采集%1（空格）</translation>
    </message>
    <message>
        <source>Stop playing (P)</source>
        <translation>停止回放（P）</translation>
    </message>
    <message>
        <source>Play again (P)</source>
        <translation>回放（P）</translation>
    </message>
    <message>
        <source>Keep it all the same (K)</source>
        <translation>仍然保存（K）</translation>
    </message>
    <message>
        <source>%1 · overdue for inspection: recordings are marked unverified</source>
        <translation>%1 · 检定已过期：记录将标为“未核验”</translation>
    </message>
    <message>
        <source>The pulse is taken by hand; write down what the hand finds (H).</source>
        <translation>以手诊脉；请记录手诊所见（H）。</translation>
    </message>
    <message>
        <source>All that the plan asks for is taken.</source>
        <translation>本规程要求的各段均已取得。</translation>
    </message>
    <message>
        <source>%1 is next. Disinfect what touches the patient, then press D. Until then recordings are marked unverified.</source>
        <translation>下一部：%1。请先消毒接触患者的部件，再按 D 键；在此之前的记录将标为“未核验”。</translation>
    </message>
    <message>
        <source>Next: %1, held where its pulse is greatest. Put the sensor there and press the space bar.</source>
        <translation>下一段：%1，以脉搏最大处的压力保持。请放好传感器，然后按空格键。</translation>
    </message>
    <message>
        <source>Waiting for the first samples.</source>
        <translation>等待第一批采样。</translation>
    </message>
    <message>
        <source>Once for this patient: press slowly down to the bone, then let go. This gives the range.</source>
        <translation>每位患者一次：缓缓按至骨，然后放松，以测定量程。</translation>
    </message>
    <message>
        <source>%1: press to this depth, then the space bar.</source>
        <translation>%1：请按到此深度，再按空格键。</translation>
    </message>
    <message>
        <source>No pulse under the sensor: find the artery.</source>
        <translation>传感器下没有脉搏：请找准动脉。</translation>
    </message>
    <message>
        <source>%1: press more.</source>
        <translation>%1：再重一些。</translation>
    </message>
    <message>
        <source>%1: press lighter.</source>
        <translation>%1：再轻一些。</translation>
    </message>
    <message>
        <source>Keep the pressure as it is.</source>
        <translation>请保持现在的压力。</translation>
    </message>
    <message>
        <source>Hold still: the beats differ from one another.</source>
        <translation>请保持不动：各次搏动不一致。</translation>
    </message>
    <message>
        <source>%1: hold it there.</source>
        <translation>%1：保持住。</translation>
    </message>
    <message>
        <source>%1: good. %2 of %3 s, %4 of %5 beats.</source>
        <translation>%1：很好。%2/%3 秒，%4/%5 次搏动。</translation>
    </message>
    <message>
        <source>%1: good. %2 of %3 beats.</source>
        <translation>%1：很好。%2/%3 次搏动。</translation>
    </message>
    <message>
        <source>%1 is not complete: not every depth counts. Keep it, or take it again.</source>
        <translation>%1不完整：并非各深度均有效。可以保存，或重新采集。</translation>
    </message>
    <message>
        <source>First the hand: go to a cell, type two letters of a pulse and press Enter. %1</source>
        <translation>先用手诊：移到一格，输入脉名拼音的两个字母，按回车。%1</translation>
    </message>
    <message>
        <source>Then the instrument.</source>
        <translation>然后用仪器。</translation>
    </message>
    <message>
        <source>To the instrument (space)</source>
        <translation>转到仪器（空格）</translation>
    </message>
    <message>
        <source>Begin this depth (space)</source>
        <translation>开始此深度（空格）</translation>
    </message>
    <message>
        <source>The range is pressed (space)</source>
        <translation>量程已取（空格）</translation>
    </message>
    <message>
        <source>It goes on by itself</source>
        <translation>自动继续</translation>
    </message>
    <message>
        <source>Findings of the hand (H)</source>
        <translation>手诊所见（H）</translation>
    </message>
    <message>
        <source>Leave this depth out (N)</source>
        <translation>略过此深度（N）</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>How the pulse is taken</source>
        <translation>取脉规程</translation>
    </message>
    <message>
        <source>Freely, one place at a time</source>
        <translation>自由采集，每次一部</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>取压曲线</translation>
    </message>
    <message>
        <source>Intervals</source>
        <translation>间期</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>The recording is kept as %1, taken in from a file.</source>
        <translation>脉图已保存为%1，由文件导入。</translation>
    </message>
    <message>
        <source>Recording from a file</source>
        <translation>由文件导入脉图</translation>
    </message>
    <message>
        <source>Pulse recordings (*.csv *.txt *.edf);;All files (*)</source>
        <translation>脉搏记录 (*.csv *.txt *.edf);;所有文件 (*)</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>由文件导入…</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseSiteCell</name>
    <message>
        <source>not taken</source>
        <translation>未采集</translation>
    </message>
    <message>
        <source>good</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>poor, repeat</source>
        <translation>需重采</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, %2 per minute</source>
        <translation>%1，每分钟 %2 次</translation>
    </message>
    <message>
        <source>%1/min</source>
        <translation>%1/分</translation>
    </message>
    <message>
        <source>open</source>
        <comment>one depth of a place</comment>
        <translation>未取</translation>
    </message>
    <message>
        <source>being taken</source>
        <comment>one depth of a place</comment>
        <translation>正在取</translation>
    </message>
    <message>
        <source>counts</source>
        <comment>one depth of a place</comment>
        <translation>有效</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>one depth of a place</comment>
        <translation>未成</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>taking</source>
        <translation>采集中</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseSiteGrid</name>
    <message>
        <source>Left wrist</source>
        <translation>左手</translation>
    </message>
    <message>
        <source>Right wrist</source>
        <translation>右手</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseTachogram</name>
    <message>
        <source>The intervals between beats appear here.</source>
        <translation>脉搏间期显示于此。</translation>
    </message>
    <message>
        <source>Interval by time</source>
        <translation>间期随时间的变化</translation>
    </message>
    <message numerus="yes">
        <source>Interval by time, mean %1 ms, %n pauses</source>
        <translation>
            <numerusform>间期随时间的变化，平均 %1 毫秒，%n 次歇止</numerusform>
        </translation>
    </message>
    <message>
        <source>Interval by time, mean %1 ms</source>
        <translation>间期随时间的变化，平均 %1 毫秒</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>歇止</translation>
    </message>
    <message>
        <source>s</source>
        <comment>seconds</comment>
        <translation>秒</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseTaker</name>
    <message numerus="yes">
        <source>The instrument is back. %n samples are missing and marked as a gap.</source>
        <translation>
            <numerusform>仪器已恢复。缺少 %n 个采样，已标为间断。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is kept.</source>
        <translation>%1已保存。</translation>
    </message>
</context>
<context>
    <name>sizhen::PulseTrace</name>
    <message>
        <source>Trace of the pulse</source>
        <translation>脉搏曲线</translation>
    </message>
    <message>
        <source>Trace of the pulse, %1</source>
        <translation>脉搏曲线，%1</translation>
    </message>
    <message>
        <source>%1:%2</source>
        <comment>minutes and seconds</comment>
        <translation>%1:%2</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>frozen here · %1 mm/s</source>
        <translation>本端已定格 · %1 毫米/秒</translation>
    </message>
    <message>
        <source>%1 mm/s</source>
        <translation>%1 毫米/秒</translation>
    </message>
    <message>
        <source>Cursor %1, samples missing</source>
        <translation>光标 %1，缺少样本</translation>
    </message>
    <message>
        <source>Cursor %1, %2 %3</source>
        <translation>光标 %1，%2 %3</translation>
    </message>
</context>
<context>
    <name>sizhen::RecordCare</name>
    <message>
        <source>The supplement is kept.</source>
        <translation>补充记录已保存。</translation>
    </message>
    <message>
        <source>The hold is placed.</source>
        <translation>已设置保全。</translation>
    </message>
    <message>
        <source>The hold is lifted.</source>
        <translation>已解除保全。</translation>
    </message>
    <message>
        <source>Your approval is recorded.</source>
        <translation>您的批准已记录。</translation>
    </message>
    <message>
        <source>The class of the record is stated.</source>
        <translation>病历类别已标明。</translation>
    </message>
    <message>
        <source>The inviting side is told.</source>
        <translation>已告知邀请方。</translation>
    </message>
    <message>
        <source>Yes, destroy it for ever</source>
        <translation>是，永久销毁</translation>
    </message>
    <message>
        <source>✓ Had to be kept until %1; that is over.</source>
        <translation>✓ 须保存至%1，现已期满。</translation>
    </message>
    <message>
        <source>Must be kept until %1.</source>
        <translation>须保存至%1。</translation>
    </message>
    <message numerus="yes">
        <source>%n year(s) from the last visit: %1</source>
        <translation>
            <numerusform>自末次就诊起 %n 年：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>The class is not stated, so the longest period counts.</source>
        <translation>未标明类别，按最长年限计。</translation>
    </message>
    <message>
        <source>⚠ The figures of this country are not checked yet; the records office must confirm them.</source>
        <translation>⚠ 本国年限尚未核实，须由病案部门确认。</translation>
    </message>
    <message>
        <source>The partner destroyed its copy on %1.</source>
        <translation>对方已于%1销毁其副本。</translation>
    </message>
    <message>
        <source>⚠ Legal hold by %1, %2: %3</source>
        <translation>⚠ %1法律保全，%2：%3</translation>
    </message>
    <message>
        <source>Destruction approved by %1, %2</source>
        <translation>%1 批准销毁，%2</translation>
    </message>
    <message>
        <source>⚠ This record is sealed; both sides must agree to unseal it.</source>
        <translation>⚠ 病历已封存，须双方同意方可启封。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>way of release: what</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>✓ The invited side answered: %1 (%2)</source>
        <translation>✓ 受邀方已答复：%1（%2）</translation>
    </message>
    <message>
        <source>The patient has withdrawn consent. Say what is done with what you received.</source>
        <translation>患者已撤回同意，请说明如何处理已收到的资料。</translation>
    </message>
    <message>
        <source>○ The invited side has not yet said what it does with what it received.</source>
        <translation>○ 受邀方尚未说明如何处理已收到的资料。</translation>
    </message>
    <message>
        <source>How long it is kept</source>
        <translation>保存期限</translation>
    </message>
    <message>
        <source>Who was given what</source>
        <translation>资料发出登记</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>经手人</translation>
    </message>
    <message>
        <source>To</source>
        <translation>接收方</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Reason, or the words of a supplement</source>
        <translation>理由，或补充记录的内容</translation>
    </message>
    <message>
        <source>Under which record law</source>
        <translation>依据的病历法规</translation>
    </message>
    <message>
        <source>Answer the withdrawal</source>
        <translation>答复撤回</translation>
    </message>
    <message>
        <source>Backups that still hold a copy, separated by ;</source>
        <translation>仍含副本的备份，用 ; 分隔</translation>
    </message>
    <message>
        <source>Destroy the record</source>
        <translation>销毁病历</translation>
    </message>
    <message>
        <source>What is done with the data received</source>
        <translation>如何处理已收到的资料</translation>
    </message>
    <message>
        <source>Class of the record</source>
        <translation>病历类别</translation>
    </message>
    <message>
        <source>Class not stated</source>
        <translation>未标明类别</translation>
    </message>
</context>
<context>
    <name>sizhen::RecordingRow</name>
    <message>
        <source>You have agreed to a recording.</source>
        <translation>您已同意录音录像。</translation>
    </message>
    <message>
        <source>You have taken your agreement back; nothing is recorded any more.</source>
        <translation>您已撤回同意，录制已停止。</translation>
    </message>
    <message>
        <source>The patient&apos;s agreement is written down.</source>
        <translation>已记录患者同意。</translation>
    </message>
    <message>
        <source>The patient has taken the agreement back; nothing is recorded any more.</source>
        <translation>患者已撤回同意，录制已停止。</translation>
    </message>
    <message>
        <source>● This session is being recorded.</source>
        <translation>● 本次会诊正在录音录像。</translation>
    </message>
    <message>
        <source>Not recorded. Everybody has agreed.</source>
        <translation>未录制。各方均已同意。</translation>
    </message>
    <message>
        <source>Not recorded. %1</source>
        <translation>未录制。%1</translation>
    </message>
    <message>
        <source>I take my agreement back</source>
        <translation>我撤回同意</translation>
    </message>
    <message>
        <source>I agree to recording</source>
        <translation>我同意录制</translation>
    </message>
    <message>
        <source>Patient takes it back</source>
        <translation>患者撤回同意</translation>
    </message>
    <message>
        <source>The patient agrees</source>
        <translation>患者同意</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>停止录制</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>开始录制</translation>
    </message>
    <message>
        <source>How the patient said it, e.g. by word of mouth</source>
        <translation>患者如何表示同意，如口头</translation>
    </message>
</context>
<context>
    <name>sizhen::RecordingsPane</name>
    <message>
        <source>it runs, or its station has not been seen since</source>
        <translation>正在录制，或该工作站此后未再上线</translation>
    </message>
    <message>
        <source>Recordings of the session</source>
        <translation>会诊录像</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Recorded by</source>
        <translation>录制方</translation>
    </message>
    <message>
        <source>Ended because</source>
        <translation>结束原因</translation>
    </message>
    <message>
        <source>Play the recording</source>
        <translation>播放录像</translation>
    </message>
    <message>
        <source>Close the recording</source>
        <translation>关闭录像</translation>
    </message>
</context>
<context>
    <name>sizhen::RecoveryCodeBox</name>
    <message>
        <source>That is not what was shown. Compare with your paper, or stop and make a new code.</source>
        <translation>与所显示的不符。请核对纸张，或停止并重新生成。</translation>
    </message>
    <message>
        <source>Type two groups from your paper, so that we know it can be read.</source>
        <translation>请输入纸上的两组数字，以确认写得清楚。</translation>
    </message>
    <message>
        <source>Write these 24 groups on paper, row by row, and lock the paper away. They are shown once. Whoever has them can open this vault without the passphrase.</source>
        <translation>请把这 24 组数字逐行抄在纸上并锁好。只显示这一次。持有者无需口令即可打开这个保险库。</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>我已抄好</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Stop, without a code</source>
        <translation>停止，不设恢复码</translation>
    </message>
    <message>
        <source>Row %1, group %2</source>
        <translation>第 %1 行第 %2 组</translation>
    </message>
    <message>
        <source>Recovery code: %1</source>
        <translation>恢复码：%1</translation>
    </message>
</context>
<context>
    <name>sizhen::RecoveryPage</name>
    <message>
        <source>%1 of %2 digits</source>
        <translation>%1 / %2 位</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>相符</translation>
    </message>
    <message>
        <source>Not as on the paper</source>
        <translation>与纸上不符</translation>
    </message>
    <message>
        <source>Open the vault with the recovery code</source>
        <translation>用恢复码打开保险库</translation>
    </message>
    <message>
        <source>Type the four rows as they stand on the paper. Afterwards you choose a new passphrase for this station; the access log keeps that the code was used.</source>
        <translation>请按纸上的四行依次输入。随后须为本工作站设置新口令；使用恢复码一事记入访问日志。</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>Row %1 of the recovery code</source>
        <translation>恢复码第 %1 行</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Open with this code</source>
        <translation>用此恢复码打开</translation>
    </message>
</context>
<context>
    <name>sizhen::RefusalsPanel</name>
    <message numerus="yes">
        <source>%1 (%n times)</source>
        <comment>time of the last</comment>
        <translation>
            <numerusform>%1（%n 次）</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was refused.</source>
        <translation>没有被拒绝的内容。</translation>
    </message>
    <message>
        <source>Refused lately</source>
        <translation>最近被拒绝的</translation>
    </message>
</context>
<context>
    <name>sizhen::RegisterPage</name>
    <message>
        <source>Write the patient&apos;s name as it stands in the document.</source>
        <translation>请按证件填写患者姓名。</translation>
    </message>
    <message>
        <source>Choose sex, country and the language the patient reads.</source>
        <translation>请选择性别、国家或地区及患者阅读的语言。</translation>
    </message>
    <message>
        <source>Write the document&apos;s number and choose the country that issued it.</source>
        <translation>请填写证件号码并选择签发国家或地区。</translation>
    </message>
    <message>
        <source>Register a patient</source>
        <translation>登记患者</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>国家或地区</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>证件</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>号码</translation>
    </message>
    <message>
        <source>Issued in</source>
        <translation>签发国家或地区</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>登记</translation>
    </message>
</context>
<context>
    <name>sizhen::RelayRow</name>
    <message>
        <source>Every way is tried…</source>
        <translation>正在逐一测试…</translation>
    </message>
    <message>
        <source>✓ %1, port %2: %3 ms</source>
        <translation>✓ %1，端口%2：%3毫秒</translation>
    </message>
    <message>
        <source>No partner&apos;s address, hub or relay is known yet.</source>
        <translation>尚无合作方地址、枢纽或中继。</translation>
    </message>
    <message>
        <source>&amp;Relay for picture and sound</source>
        <translation>音视频中继(&amp;R)</translation>
    </message>
    <message>
        <source>turns://user:password@relay.example:443, # and its fingerprint if it signs for itself</source>
        <translation>turns://用户:密码@relay.example:443；自签证书加 # 及其指纹</translation>
    </message>
    <message>
        <source>Use this relay</source>
        <translation>使用此中继</translation>
    </message>
    <message>
        <source>Test the network</source>
        <translation>测试网络</translation>
    </message>
    <message>
        <source>Hub</source>
        <translation>中转站</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>中继</translation>
    </message>
    <message>
        <source>Forwarding server</source>
        <translation>转发服务器</translation>
    </message>
</context>
<context>
    <name>sizhen::ReportScreen</name>
    <message>
        <source>The report is a draft again.</source>
        <translation>报告已退回草稿。</translation>
    </message>
    <message>
        <source>The report is frozen. Nothing on it changes any more.</source>
        <translation>报告已定稿，内容不再改变。</translation>
    </message>
    <message>
        <source>The report is released to the inviting side.</source>
        <translation>报告已发给邀请方。</translation>
    </message>
    <message>
        <source>Receipt is confirmed.</source>
        <translation>已确认收到。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>No physician of the invited side is assigned yet.</source>
        <translation>受邀方尚未指派医师。</translation>
    </message>
    <message>
        <source>The inviting side has not written its decision yet.</source>
        <translation>邀请方尚未填写诊疗方案。</translation>
    </message>
    <message numerus="yes">
        <source>%n translation(s) in doubt: settle them with the interpreter before signing.</source>
        <translation>
            <numerusform>存疑译文 %n 处：签署前请与翻译人员核定。</numerusform>
        </translation>
    </message>
    <message>
        <source>Sign the report</source>
        <translation>签署报告</translation>
    </message>
    <message>
        <source>Sign the decision</source>
        <translation>签署诊疗方案</translation>
    </message>
    <message>
        <source>The signed paper has not arrived yet.</source>
        <translation>已签署的文书尚未到达。</translation>
    </message>
    <message>
        <source>The page is being drawn.</source>
        <translation>正在生成页面。</translation>
    </message>
    <message>
        <source>You sign this report as %1.</source>
        <translation>您将以%1的身份签署本报告。</translation>
    </message>
    <message>
        <source>You sign this decision as %1.</source>
        <translation>您将以%1的身份签署本诊疗方案。</translation>
    </message>
    <message>
        <source>The report is signed.</source>
        <translation>报告已签署。</translation>
    </message>
    <message>
        <source>The decision is signed.</source>
        <translation>诊疗方案已签署。</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>诊疗方案</translation>
    </message>
    <message>
        <source>Which paper</source>
        <translation>选择文书</translation>
    </message>
    <message>
        <source>The page as it is signed</source>
        <translation>签署页面</translation>
    </message>
    <message>
        <source>Signers, in order</source>
        <translation>签署顺序</translation>
    </message>
    <message>
        <source>Why the report goes back to draft</source>
        <translation>报告退回草稿的理由</translation>
    </message>
</context>
<context>
    <name>sizhen::RoomConduct</name>
    <message>
        <source>You have left the patient.</source>
        <translation>已登记您离开患者。</translation>
    </message>
    <message>
        <source>You are with the patient again.</source>
        <translation>已登记您回到患者身边。</translation>
    </message>
    <message>
        <source>It is noted how the session goes on.</source>
        <translation>已记录会诊如何继续。</translation>
    </message>
    <message>
        <source>Question and answer are kept.</source>
        <translation>问题与答复已保存。</translation>
    </message>
    <message>
        <source>The remote session is stopped. The record stays.</source>
        <translation>远程会诊已停止，记录保留。</translation>
    </message>
    <message>
        <source>☎ %1: %2</source>
        <comment>side and its telephone number</comment>
        <translation>☎ %1：%2</translation>
    </message>
    <message>
        <source>No telephone number was agreed with the time of this session.</source>
        <translation>约定会诊时间时未约定联系电话。</translation>
    </message>
    <message>
        <source>✓ %1, %2, %3</source>
        <translation>✓ %1，%2，%3</translation>
    </message>
    <message>
        <source>I leave the patient for a moment</source>
        <translation>我暂时离开患者</translation>
    </message>
    <message>
        <source>I am with the patient again</source>
        <translation>我已回到患者身边</translation>
    </message>
    <message numerus="yes">
        <source>No physician is with the patient. The session pauses in %n second(s).</source>
        <translation>
            <numerusform>无医师陪同患者，会诊将在%n秒后暂停。</numerusform>
        </translation>
    </message>
    <message>
        <source>No physician is with the patient.</source>
        <translation>无医师陪同患者。</translation>
    </message>
    <message>
        <source>Picture or sound fails…</source>
        <translation>画面或声音故障…</translation>
    </message>
    <message>
        <source>The patient asks…</source>
        <translation>患者提问…</translation>
    </message>
    <message>
        <source>Must be seen in person…</source>
        <translation>须当面诊查…</translation>
    </message>
    <message>
        <source>Keep question and answer</source>
        <translation>保存问题与答复</translation>
    </message>
    <message>
        <source>Stop the remote session</source>
        <translation>停止远程会诊</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What the patient asked</source>
        <translation>患者的问题</translation>
    </message>
    <message>
        <source>What was answered</source>
        <translation>答复内容</translation>
    </message>
    <message>
        <source>What you advise: where, how soon</source>
        <translation>您的建议：到何处、多久之内就诊</translation>
    </message>
</context>
<context>
    <name>sizhen::RoomRoll</name>
    <message>
        <source>%1 (%2)</source>
        <comment>person and capacity</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>In the partner&apos;s room: %1</source>
        <translation>合作方诊室：%1</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>%1 has left the room</source>
        <translation>%1已离开</translation>
    </message>
    <message>
        <source>%1 has left the room: it is noted.</source>
        <translation>已记录：%1离开诊室。</translation>
    </message>
    <message>
        <source>%1 is in the room: it is noted, and the partner sees it.</source>
        <translation>已记录：%1在诊室，合作方可见。</translation>
    </message>
    <message>
        <source>Also in this room:</source>
        <translation>本室还有：</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Name of a person who is also in this room</source>
        <translation>本室在场者的姓名</translation>
    </message>
    <message>
        <source>As (daughter, trainee, engineer…)</source>
        <translation>身份（女儿、进修生、工程师…）</translation>
    </message>
    <message>
        <source>What this person is there for</source>
        <translation>此人在场的身份</translation>
    </message>
    <message>
        <source>Is here</source>
        <translation>在场</translation>
    </message>
    <message>
        <source>Say that this person is in the room</source>
        <translation>申报此人在场</translation>
    </message>
</context>
<context>
    <name>sizhen::RoomScreen</name>
    <message>
        <source>Room</source>
        <translation>会诊室</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Picture and sound go encrypted from station to station. Nobody in between holds a key.</source>
        <translation>画面和声音在两工作站之间端到端加密传输，中间任何一方均无密钥。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>接听</translation>
    </message>
    <message>
        <source>Call the partner</source>
        <translation>呼叫对方</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒接</translation>
    </message>
    <message>
        <source>End the call</source>
        <translation>结束通话</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Stills</source>
        <translation>静态图像</translation>
    </message>
    <message>
        <source>What both sides look at</source>
        <translation>双方共同查看</translation>
    </message>
    <message>
        <source>A call of this case is running and no place is left: %1</source>
        <translation>本病例的通话正在进行，人数已满：%1</translation>
    </message>
    <message>
        <source>A call of this case is running: %1</source>
        <translation>本病例的通话正在进行：%1</translation>
    </message>
    <message>
        <source>Join the call</source>
        <translation>加入通话</translation>
    </message>
    <message>
        <source>Leave the call</source>
        <translation>离开通话</translation>
    </message>
    <message>
        <source>%1, interpreter</source>
        <translation>%1，翻译</translation>
    </message>
    <message>
        <source>%1, tongue camera</source>
        <translation>%1，舌象摄像头</translation>
    </message>
</context>
<context>
    <name>sizhen::RootScreen</name>
    <message>
        <source>Root key</source>
        <translation>根密钥</translation>
    </message>
    <message>
        <source>In this vault</source>
        <translation>在本保险库中</translation>
    </message>
    <message>
        <source>Whoever opens this vault can certify people and stations. Make three shares for three officers, let two of them prove theirs here, and the root key leaves this machine.</source>
        <translation>能打开本保险库的人就能认证人员和工作站。请为三位保管人制作三份份额，由其中两位在此验证，根密钥随即移出本机。</translation>
    </message>
    <message>
        <source>Take the root key off this machine</source>
        <translation>将根密钥移出本机</translation>
    </message>
    <message numerus="yes">
        <source>Presented by two officers; %n minutes left</source>
        <translation>
            <numerusform>已由两位保管人出示，还剩 %n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>People, stations, cards and revocations can be certified now. It is wiped from memory by itself.</source>
        <translation>现在可以认证人员、工作站、名片和撤销。到时自动从内存清除。</translation>
    </message>
    <message>
        <source>Off this machine, with the officers</source>
        <translation>不在本机，由保管人持有</translation>
    </message>
    <message>
        <source>Ordinary work needs no root key. To certify or revoke, two officers present their shares; the root key then stays in memory for 15 minutes.</source>
        <translation>日常工作不需要根密钥。认证或撤销时，由两位保管人出示份额，根密钥在内存中保留 15 分钟。</translation>
    </message>
    <message>
        <source>Present both shares</source>
        <translation>出示两份份额</translation>
    </message>
    <message>
        <source>Set %1, made on %2.</source>
        <translation>套号 %1，制作于 %2。</translation>
    </message>
    <message>
        <source>No shares were made yet.</source>
        <translation>尚未制作份额。</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>至 %1</translation>
    </message>
    <message>
        <source>this station</source>
        <translation>本站</translation>
    </message>
    <message>
        <source>A station</source>
        <translation>工作站</translation>
    </message>
    <message>
        <source>A person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>revoked on %1</source>
        <translation>撤销于 %1</translation>
    </message>
    <message>
        <source>Three sheets are made. Give each to one officer; then two of them type their words here.</source>
        <translation>三页已制作。请分别交给三位保管人，再由其中两位在此输入各自的词。</translation>
    </message>
    <message>
        <source>A folder for the three sheets (a stick, not this machine&apos;s disk)</source>
        <translation>存放三页的文件夹（请用移动存储，不要用本机磁盘）</translation>
    </message>
    <message>
        <source>The root key is off this machine. Delete the sheets&apos; files and make a fresh backup; older backups still hold it.</source>
        <translation>根密钥已移出本机。请删除份额文件并重新备份；旧备份中仍含根密钥。</translation>
    </message>
    <message>
        <source>The root key is here for 15 minutes.</source>
        <translation>根密钥将在本机保留 15 分钟。</translation>
    </message>
    <message>
        <source>The certificates are renewed; partners are told.</source>
        <translation>证书已更新，已告知合作方。</translation>
    </message>
    <message>
        <source>The institution&apos;s root key</source>
        <translation>机构根密钥</translation>
    </message>
    <message>
        <source>Make three shares…</source>
        <translation>制作三份份额…</translation>
    </message>
    <message>
        <source>Print three shares</source>
        <translation>打印三份份额</translation>
    </message>
    <message>
        <source>Wipe it now</source>
        <translation>立即清除</translation>
    </message>
    <message>
        <source>First officer</source>
        <translation>第一位负责人</translation>
    </message>
    <message>
        <source>Second officer</source>
        <translation>第二位负责人</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Renew for five years</source>
        <translation>续期五年</translation>
    </message>
</context>
<context>
    <name>sizhen::RowCells</name>
    <message>
        <source>YYYY-MM-DD</source>
        <translation>年-月-日</translation>
    </message>
</context>
<context>
    <name>sizhen::SafekeepingPanel</name>
    <message>
        <source>Where the backups go</source>
        <translation>备份存放位置</translation>
    </message>
    <message>
        <source>The new passphrase was not typed the same twice.</source>
        <translation>两次输入的新口令不一致。</translation>
    </message>
    <message>
        <source>Type the passphrase of this station above first.</source>
        <translation>请先在上面输入本工作站的口令。</translation>
    </message>
    <message>
        <source>A new data key seals the whole vault anew. The work is closed meanwhile, recovery code and keyring must be made again afterwards. Press once more to begin.</source>
        <translation>换用新的数据密钥会重新加密整个保险库。期间工作将关闭，之后须重新设置恢复码和密钥环。再按一次开始。</translation>
    </message>
    <message>
        <source>Last good backup: %1</source>
        <translation>最近完好的备份：%1</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>size and folder</comment>
        <translation>%1，在 %2</translation>
    </message>
    <message>
        <source>There is no backup yet</source>
        <translation>还没有备份</translation>
    </message>
    <message>
        <source>If this disk fails, only what the partners hold can be had again.</source>
        <translation>如果这块磁盘损坏，只能取回合作方持有的内容。</translation>
    </message>
    <message>
        <source>Restore drill passed: %1</source>
        <translation>恢复演练通过：%1</translation>
    </message>
    <message>
        <source>Restore drill failed: %1</source>
        <translation>恢复演练失败：%1</translation>
    </message>
    <message>
        <source>%1 records and %2 pieces of originals read in %3 s</source>
        <translation>用 %3 秒读取了 %1 条记录和 %2 块原件</translation>
    </message>
    <message>
        <source>No restore drill yet</source>
        <translation>还没有做过恢复演练</translation>
    </message>
    <message>
        <source>A drill restores the last backup into a private folder, reads all of it and removes it.</source>
        <translation>演练会把最近的备份恢复到专用文件夹，全部读一遍后删除。</translation>
    </message>
    <message>
        <source>The restore drill runs</source>
        <translation>正在进行恢复演练</translation>
    </message>
    <message>
        <source>The backup runs</source>
        <translation>正在备份</translation>
    </message>
    <message>
        <source>Passphrase of this station</source>
        <translation>本工作站的口令</translation>
    </message>
    <message>
        <source>Recovery code on paper</source>
        <translation>纸上的恢复码</translation>
    </message>
    <message>
        <source>Keyring of this desktop</source>
        <translation>本桌面的密钥环</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>自 %1</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove: %1</source>
        <translation>删除：%1</translation>
    </message>
    <message>
        <source>Really remove?</source>
        <translation>确定删除？</translation>
    </message>
    <message>
        <source>There is no recovery code: if the passphrase is lost, nobody can open this vault.</source>
        <translation>没有恢复码：如果忘记口令，谁也打不开这个保险库。</translation>
    </message>
    <message>
        <source>Backup and restore drill</source>
        <translation>备份与恢复演练</translation>
    </message>
    <message>
        <source>Folder on another disk</source>
        <translation>另一块磁盘上的文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Run a restore drill</source>
        <translation>做一次恢复演练</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Ways into the vault</source>
        <translation>保险库的开启方式</translation>
    </message>
    <message>
        <source>New recovery code</source>
        <translation>新的恢复码</translation>
    </message>
    <message>
        <source>Let this desktop&apos;s keyring open it</source>
        <translation>允许本桌面的密钥环开启</translation>
    </message>
    <message>
        <source>Passphrase and data key</source>
        <translation>口令与数据密钥</translation>
    </message>
    <message>
        <source>Passphrase now</source>
        <translation>现在的口令</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>New passphrase again</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Change the passphrase</source>
        <translation>更换口令</translation>
    </message>
    <message>
        <source>Seal anew with a new data key</source>
        <translation>用新的数据密钥重新加密</translation>
    </message>
</context>
<context>
    <name>sizhen::ScaleEditor</name>
    <message>
        <source>not graded</source>
        <translation>未分级</translation>
    </message>
</context>
<context>
    <name>sizhen::SchedulePanel</name>
    <message>
        <source>The time is open again.</source>
        <translation>时间重新待定。</translation>
    </message>
    <message>
        <source>A new time can be agreed.</source>
        <translation>可以另约时间。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>named by the inviting side</source>
        <translation>邀请方提出</translation>
    </message>
    <message>
        <source>named by the invited side</source>
        <translation>受邀方提出</translation>
    </message>
    <message>
        <source>proposed in the invitation</source>
        <translation>邀请中拟定</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>The physician is assigned.</source>
        <translation>已指派医师。</translation>
    </message>
    <message>
        <source>Your side has named the time.</source>
        <translation>本方已提出时间。</translation>
    </message>
    <message numerus="yes">
        <source>✓ Agreed: %1, %n minute(s)</source>
        <translation>
            <numerusform>✓ 已约定：%1，%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>✓ %1: %2</source>
        <translation>✓ %1：%2</translation>
    </message>
    <message>
        <source>○ %1 has not named a time.</source>
        <translation>○ %1尚未提出时间。</translation>
    </message>
    <message>
        <source>✓ %1, %2 (leads)</source>
        <translation>✓ %1，%2（主诊）</translation>
    </message>
    <message>
        <source>✓ %1, %2</source>
        <translation>✓ %1，%2</translation>
    </message>
    <message>
        <source>○ The invited side has not assigned a physician yet.</source>
        <translation>○ 受邀方尚未指派医师。</translation>
    </message>
    <message>
        <source>Physician and time</source>
        <translation>医师与时间</translation>
    </message>
    <message>
        <source>Physicians of the invited side</source>
        <translation>受邀方医师</translation>
    </message>
    <message>
        <source>Physician</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Leads</source>
        <translation>主诊</translation>
    </message>
    <message>
        <source>Time of the session</source>
        <translation>会诊时间</translation>
    </message>
    <message>
        <source>Times that were named</source>
        <translation>已提出的时间</translation>
    </message>
    <message>
        <source>Start, %1 time</source>
        <translation>开始时间（%1时间）</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Why the time is changed</source>
        <translation>更改时间的理由</translation>
    </message>
    <message>
        <source>☎ %1: %2</source>
        <comment>side and its telephone number</comment>
        <translation>☎ %1：%2</translation>
    </message>
    <message>
        <source>Telephone of your room, should picture and sound fail</source>
        <translation>贵方会诊室电话（音视频中断时使用）</translation>
    </message>
</context>
<context>
    <name>sizhen::SearchEditor</name>
    <message>
        <source>Type to find</source>
        <translation>输入以查找</translation>
    </message>
</context>
<context>
    <name>sizhen::SectionButton</name>
    <message numerus="yes">
        <source>%n to mend</source>
        <translation>
            <numerusform>%n 项待更正</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to fill in</source>
        <translation>
            <numerusform>%n 项待填写</numerusform>
        </translation>
    </message>
    <message>
        <source>complete</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
</context>
<context>
    <name>sizhen::SessionPanel</name>
    <message>
        <source>The session is paused.</source>
        <translation>会诊已暂停。</translation>
    </message>
    <message>
        <source>The session is broken off. The record stays.</source>
        <translation>会诊已中断，记录保留。</translation>
    </message>
    <message>
        <source>The session is open again for more data.</source>
        <translation>会诊已重新打开，以补充资料。</translation>
    </message>
    <message>
        <source>The opinion can be written from what is there.</source>
        <translation>可根据现有资料撰写意见。</translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation>您已签到。</translation>
    </message>
    <message>
        <source>The session goes on.</source>
        <translation>会诊继续。</translation>
    </message>
    <message>
        <source>The session is ended.</source>
        <translation>会诊已结束。</translation>
    </message>
    <message>
        <source>You have confirmed the session record.</source>
        <translation>您已确认会诊记录。</translation>
    </message>
    <message>
        <source>The patient&apos;s identity is confirmed again.</source>
        <translation>已再次核对患者身份。</translation>
    </message>
    <message>
        <source>The session has started.</source>
        <translation>会诊已开始。</translation>
    </message>
    <message>
        <source>✓ %1, %2, %3</source>
        <translation>✓ %1，%2，%3</translation>
    </message>
    <message>
        <source>○ %1 has not checked in.</source>
        <translation>○ %1尚未签到。</translation>
    </message>
    <message>
        <source>○ Nobody has checked in yet.</source>
        <translation>○ 尚无人签到。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>✓ Confirmed at %1</source>
        <translation>✓ 已核对：%1</translation>
    </message>
    <message>
        <source>○ Ask for two of these and compare.</source>
        <translation>○ 请询问其中两项并核对。</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会诊</translation>
    </message>
    <message>
        <source>Who is here</source>
        <translation>参加人员</translation>
    </message>
    <message>
        <source>The right patient</source>
        <translation>核对患者</translation>
    </message>
    <message>
        <source>Before the start</source>
        <translation>开始前检查</translation>
    </message>
    <message>
        <source>or why it is not needed</source>
        <translation>或说明不需要的原因</translation>
    </message>
    <message>
        <source>%1: why it is not needed</source>
        <translation>%1：不需要的原因</translation>
    </message>
    <message>
        <source>Note for the session record (may stay empty)</source>
        <translation>会诊记录备注（可不填）</translation>
    </message>
    <message>
        <source>Note for the session record</source>
        <translation>会诊记录备注</translation>
    </message>
    <message>
        <source>Live pulse</source>
        <translation>实时脉图</translation>
    </message>
    <message>
        <source>The note is kept.</source>
        <translation>备注已保存。</translation>
    </message>
    <message>
        <source>Reason or note</source>
        <translation>理由或备注</translation>
    </message>
    <message>
        <source>All of this is in order</source>
        <translation>以上均已就绪</translation>
    </message>
    <message>
        <source>Room: picture and sound</source>
        <translation>会诊室：画面和声音</translation>
    </message>
    <message>
        <source>✓ Both physicians have confirmed this.</source>
        <translation>✓ 双方医师均已确认。</translation>
    </message>
    <message>
        <source>△ The two sides confirmed different states of it; read and confirm again.</source>
        <translation>△ 双方确认的版本不同，请核对后重新确认。</translation>
    </message>
    <message>
        <source>○ Both physicians must confirm it.</source>
        <translation>○ 须由双方医师确认。</translation>
    </message>
    <message>
        <source>How the session went</source>
        <translation>会诊经过小结</translation>
    </message>
</context>
<context>
    <name>sizhen::SetupPage</name>
    <message>
        <source>Write the name and the city in both languages: they stand on every document.</source>
        <translation>请用两种语言填写名称与城市，它们将出现在每份文书上。</translation>
    </message>
    <message>
        <source>Choose the country and its time zone.</source>
        <translation>请选择国家或地区及其时区。</translation>
    </message>
    <message>
        <source>Give this station a name, for example the room it stands in.</source>
        <translation>请为本工作站命名，例如所在诊室。</translation>
    </message>
    <message numerus="yes">
        <source>The passphrase needs at least %n characters. A few words are easy to remember.</source>
        <translation>
            <numerusform>口令至少需要 %n 个字符。用几个词语便于记忆。</numerusform>
        </translation>
    </message>
    <message>
        <source>The two passphrases differ. Type both again.</source>
        <translation>两次输入的口令不一致，请重新输入。</translation>
    </message>
    <message>
        <source>Set up this institution</source>
        <translation>设立本机构</translation>
    </message>
    <message>
        <source>Done once. It makes the institution&apos;s keys and its vault on this machine.</source>
        <translation>仅需一次。将在本机生成机构密钥与数据保险库。</translation>
    </message>
    <message>
        <source>Name in English</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>Name in Chinese</source>
        <translation>中文名称</translation>
    </message>
    <message>
        <source>City in English</source>
        <translation>英文城市名</translation>
    </message>
    <message>
        <source>City in Chinese</source>
        <translation>中文城市名</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>国家或地区</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>Name of this station</source>
        <translation>工作站名称</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Passphrase again</source>
        <translation>再次输入口令</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>设立</translation>
    </message>
    <message>
        <source>Practise</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>With a simulated partner, patient and instrument; no real data.</source>
        <translation>使用模拟的合作方、患者与脉象仪，无真实数据。</translation>
    </message>
</context>
<context>
    <name>sizhen::ShareInput</name>
    <message>
        <source>Share %1 of 3, set %2</source>
        <translation>第 %1 份，共 3 份，套号 %2</translation>
    </message>
    <message>
        <source>Nothing typed yet</source>
        <translation>尚未输入</translation>
    </message>
    <message>
        <source>Read the share&apos;s code from a picture</source>
        <translation>从图片读取份额二维码</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.bmp)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.bmp)</translation>
    </message>
    <message>
        <source>24 words, English or Chinese, with spaces between</source>
        <translation>二十四个词，中文或英文</translation>
    </message>
    <message>
        <source>Read its code from a picture…</source>
        <translation>从图片读取二维码…</translation>
    </message>
</context>
<context>
    <name>sizhen::SignatureBadge</name>
    <message>
        <source>Signed by %1, %2</source>
        <translation>%1 已签署，%2</translation>
    </message>
    <message>
        <source>The signature of %1 does not hold: the page was changed</source>
        <translation>%1的签名无效：页面已被改动</translation>
    </message>
    <message>
        <source>Not yet signed by %1</source>
        <translation>%1尚未签署</translation>
    </message>
</context>
<context>
    <name>sizhen::StationsPanel</name>
    <message>
        <source>node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>room</source>
        <translation>诊室</translation>
    </message>
    <message>
        <source>office</source>
        <translation>办公室</translation>
    </message>
    <message>
        <source>withdrawn</source>
        <translation>已撤销</translation>
    </message>
    <message>
        <source>this station</source>
        <translation>本站</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>no address told</source>
        <translation>未告知地址</translation>
    </message>
    <message>
        <source>Newest receipt: %1</source>
        <translation>最近回执：%1</translation>
    </message>
    <message>
        <source>No receipt yet</source>
        <translation>尚无回执</translation>
    </message>
    <message>
        <source>This is the only station of this institution.</source>
        <translation>本机构目前只有这一台工作站。</translation>
    </message>
    <message>
        <source>Join request</source>
        <translation>加入申请</translation>
    </message>
    <message>
        <source>Join requests (*.sizhen-request);;All files (*)</source>
        <translation>加入申请 (*.sizhen-request);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Save the parcel as</source>
        <translation>加入包另存为</translation>
    </message>
    <message>
        <source>Join parcels (*.sizhen-join)</source>
        <translation>加入包 (*.sizhen-join)</translation>
    </message>
    <message>
        <source>Admitted: %1</source>
        <translation>已准许加入：%1</translation>
    </message>
    <message>
        <source>Stations of this institution</source>
        <translation>本机构工作站</translation>
    </message>
    <message>
        <source>Admit a new station…</source>
        <translation>准许新工作站加入…</translation>
    </message>
    <message>
        <source>On the new machine, run &quot;sizhenctl station request&quot;, then bring its file here.</source>
        <translation>请在新机器上运行“sizhenctl station request”，然后把生成的文件带到此处。</translation>
    </message>
    <message>
        <source>%1 asks to join.</source>
        <translation>“%1”申请加入。</translation>
    </message>
    <message>
        <source>Ask the person at the new machine to read out the sixteen digits shown there, and type them here. They must come from the machine itself, by voice or in person.</source>
        <translation>请新机器旁的人员读出其屏幕上的十六位数字，并在此输入。数字须当面或通过语音由该机器处获得。</translation>
    </message>
    <message>
        <source>Number read out at the new machine</source>
        <translation>新机器处读出的数字</translation>
    </message>
    <message>
        <source>What it will be</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Room: patients are seen here</source>
        <translation>诊室：在此接诊</translation>
    </message>
    <message>
        <source>Office: may also certify people</source>
        <translation>办公室：还可为人员签发证书</translation>
    </message>
    <message>
        <source>Node: no screen, keeps a copy of everything</source>
        <translation>节点：无屏幕，保存全部记录副本</translation>
    </message>
    <message>
        <source>Admit</source>
        <translation>准许加入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1 is admitted. Carry the parcel to it and read out this number there: %2</source>
        <translation>已准许“%1”加入。请将加入包带到该机器，并在那里读出此数字：%2</translation>
    </message>
</context>
<context>
    <name>sizhen::StatusLine</name>
    <message>
        <source>%1: cannot be reached since %2</source>
        <translation>%1：自 %2 起无法连接</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>partner and state of the link</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: received and verified %2</source>
        <translation>%1：已接收并核验 %2</translation>
    </message>
    <message>
        <source>%1: connected</source>
        <translation>%1：已连接</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>device and state</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>%1: through the hub, unconfirmed: %2, since %3</source>
        <translation>%1：经中转站，自 %3 起 %2 项未确认</translation>
    </message>
    <message>
        <source>%1: through the hub</source>
        <translation>%1：经中转站相通</translation>
    </message>
    <message>
        <source>%1: cannot be reached since %2, waiting: %3</source>
        <translation>%1：自 %2 起无法联系，%3 项待发</translation>
    </message>
</context>
<context>
    <name>sizhen::StepButton</name>
    <message>
        <source>%1, %2</source>
        <comment>step, its state</comment>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>sizhen::StillPane</name>
    <message>
        <source>The picture is kept and on its way to the other side.</source>
        <translation>图像已保存，正在发送给对方。</translation>
    </message>
    <message>
        <source>%1 asks for a still: %2</source>
        <translation>%1请求拍照：%2</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>You asked for: %1. It has not come yet.</source>
        <translation>您已请求：%1，尚未收到。</translation>
    </message>
    <message>
        <source>This picture cannot be shown here; it goes with the record.</source>
        <translation>此图像无法在此显示，将随病历保存。</translation>
    </message>
    <message>
        <source>The picture is on its way.</source>
        <translation>图像正在传送。</translation>
    </message>
    <message>
        <source>%1 × %2, %3, SHA-256 %4: the same on both sides</source>
        <translation>%1 × %2，%3，SHA-256 %4：双方相同</translation>
    </message>
    <message>
        <source>No picture is shared yet.</source>
        <translation>尚无共享图像。</translation>
    </message>
    <message>
        <source>Take it now</source>
        <translation>立即拍摄</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Ask the other side for a still at full resolution:</source>
        <translation>请对方以最高分辨率拍照：</translation>
    </message>
    <message>
        <source>Which picture</source>
        <translation>选择图像</translation>
    </message>
</context>
<context>
    <name>sizhen::TableEditor</name>
    <message>
        <source>Add a row</source>
        <translation>添加一行</translation>
    </message>
    <message>
        <source>Remove this row</source>
        <translation>删除此行</translation>
    </message>
</context>
<context>
    <name>sizhen::TalkPane</name>
    <message>
        <source>△ the interpreter is not sure</source>
        <translation>△ 翻译存疑</translation>
    </message>
    <message>
        <source>○ not translated yet</source>
        <translation>○ 尚未翻译</translation>
    </message>
    <message>
        <source>Written words</source>
        <translation>文字交流</translation>
    </message>
    <message>
        <source>Nothing was written yet. What you write stands in the record; the interpreter&apos;s words appear below it.</source>
        <translation>尚无文字。所写内容记入病历，译文显示在其下方。</translation>
    </message>
    <message>
        <source>Write to the other side</source>
        <translation>写给对方</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>sizhen::TermBox</name>
    <message>
        <source>Chinese, pinyin or English</source>
        <translation>中文、拼音或英文</translation>
    </message>
    <message>
        <source>Look a term up</source>
        <translation>查找术语</translation>
    </message>
    <message>
        <source>Terms found</source>
        <translation>找到的术语</translation>
    </message>
</context>
<context>
    <name>sizhen::TextEditor</name>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
</context>
<context>
    <name>sizhen::TodayScreen</name>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>column and number</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>First pair with a partner institution: exchange cards and compare the twelve groups of digits.</source>
        <translation>请先与合作机构配对：交换名片并核对十二组数字。</translation>
    </message>
    <message>
        <source>Pair with a partner</source>
        <translation>与合作方配对</translation>
    </message>
    <message>
        <source>Next, both institutions sign a cooperation agreement. Until then no case can leave the house.</source>
        <translation>接下来由双方机构签署合作协议。在此之前，任何病例都不能发出本机构。</translation>
    </message>
    <message>
        <source>Go to the agreement</source>
        <translation>前往协议</translation>
    </message>
    <message>
        <source>Register the patient, then open a case for them.</source>
        <translation>请登记患者，然后为其建立病例。</translation>
    </message>
    <message>
        <source>Register a patient</source>
        <translation>登记患者</translation>
    </message>
    <message>
        <source>Choose a patient and open a case. It will stand here until it is archived.</source>
        <translation>请选择患者并建立病例。归档前，病例会一直显示在这里。</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translation>建立病例</translation>
    </message>
    <message>
        <source>No session is running now.</source>
        <translation>目前没有正在进行的会诊。</translation>
    </message>
    <message>
        <source>Nothing is waiting</source>
        <translation>没有待办事项</translation>
    </message>
    <message>
        <source>Arrows move · Enter opens · J joins the session · N begins a new case</source>
        <translation>方向键移动 · 回车打开 · J 加入会诊 · N 新建病例</translation>
    </message>
    <message>
        <source>New case</source>
        <translation>新建病例</translation>
    </message>
</context>
<context>
    <name>sizhen::UplinksRow</name>
    <message>
        <source>✓ %1 is used</source>
        <translation>✓ 正在使用%1</translation>
    </message>
    <message>
        <source>✕ %1 has no address</source>
        <translation>✕ %1没有地址</translation>
    </message>
    <message>
        <source>○ %1 waits</source>
        <translation>○ %1备用</translation>
    </message>
    <message>
        <source>&amp;Network providers</source>
        <translation>网络供应商(&amp;N)</translation>
    </message>
    <message>
        <source>China Telecom=eth0/100/20; China Mobile=eth1 — name, interface, Mbit/s down and up</source>
        <translation>中国电信=eth0/100/20; 中国移动=eth1 — 名称、接口、下行和上行Mbit/s</translation>
    </message>
    <message>
        <source>Use these providers</source>
        <translation>使用这些供应商</translation>
    </message>
</context>
<context>
    <name>sizhen::VaultPage</name>
    <message>
        <source>Open the vault</source>
        <translation>打开数据保险库</translation>
    </message>
    <message>
        <source>The keyring of this desktop is asked for the key. It may want its own password; the passphrase of this station opens the vault as well.</source>
        <translation>正在向本桌面的密钥环索取密钥，它可能要求输入自己的密码；也可以直接用本工作站口令打开保险库。</translation>
    </message>
    <message>
        <source>The passphrase of this station, asked for once at every start.</source>
        <translation>本工作站的口令，每次启动时输入一次。</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The keyring is asked…</source>
        <translation>正在询问密钥环…</translation>
    </message>
    <message>
        <source>Ask this desktop&apos;s keyring</source>
        <translation>询问本桌面的密钥环</translation>
    </message>
    <message>
        <source>Use the recovery code…</source>
        <translation>使用恢复码…</translation>
    </message>
    <message>
        <source>If there is a backup, let IT restore it. If not, everything whose seal holds can be saved into a new vault; the damaged one is kept beside it as it is. Type the passphrase once more for it.</source>
        <translation>如有备份，请由 IT 恢复。如无备份，可将加密标签完好的全部内容救入新的保险库；损坏的保险库原样保留在旁边。请再次输入口令。</translation>
    </message>
    <message>
        <source>Save what holds</source>
        <translation>抢救完好的内容</translation>
    </message>
</context>
<context>
    <name>sizhen::VideoView</name>
    <message>
        <source>%1 · delay %2 ms</source>
        <translation>%1 · 延迟 %2 毫秒</translation>
    </message>
    <message>
        <source>No picture yet</source>
        <translation>尚无画面</translation>
    </message>
</context>
<context>
    <name>sizhen::WindowsEdit</name>
    <message>
        <source>Proposed time %1, in %2</source>
        <translation>拟定时间 %1（%2）</translation>
    </message>
    <message>
        <source>Minutes of proposal %1</source>
        <translation>拟定时间 %1 的分钟数</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
</context>
<context>
    <name>sizhen::Workstation</name>
    <message numerus="yes">
        <source>%n wrong try(s) were made with your name since you were last here.</source>
        <translation>
            <numerusform>自您上次登录以来，有 %n 次以您的名义的错误尝试。</numerusform>
        </translation>
    </message>
    <message>
        <source>Your password is older than 90 days. Change it on the page People.</source>
        <translation>您的密码已使用超过 90 天。请在“人员”页更改。</translation>
    </message>
</context>
<context>
    <name>sizhen::YesNoEditor</name>
    <message>
        <source>All no</source>
        <translation>全部为否</translation>
    </message>
    <message numerus="yes">
        <source>The other %n: no</source>
        <translation>
            <numerusform>其余 %n 项：否</numerusform>
        </translation>
    </message>
</context>
</TS>
